/** A run's stream as screens name it. */
export function labelOf({ namespace, name }: { namespace: string; name: string }): string {
  return namespace === "" ? name : `${namespace}.${name}`;
}
