/** PostgreSQL's code of what a session has thrown; empty where the server has said none. */
export function sqlState(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
