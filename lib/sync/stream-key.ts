/** Equal for two streams exactly where namespace and name are; for maps and sets. */
export function streamKey(stream: { namespace?: string | undefined; name: string }): string {
  return JSON.stringify([stream.namespace ?? "", stream.name]);
}
