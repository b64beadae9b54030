/** What names a stream. */
export interface StreamName {
  namespace?: string | undefined;
  name: string;
}

/** Equal for two streams exactly where namespace and name are; for maps and sets. */
export function streamKey(stream: StreamName): string {
  return JSON.stringify([stream.namespace ?? "", stream.name]);
}
