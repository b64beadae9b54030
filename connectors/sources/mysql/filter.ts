import { ConfigError, type SelectedStream, streamLabel } from "@/connectors/sdk";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";

/**
 * The stream's own condition as a part of a WHERE; null where there is none. The server reads it first by itself, so
 * that text which is no condition is refused before anything is read.
 */
export async function checkedFilter(
  session: MySqlSession,
  { where, ...stream }: SelectedStream,
  table: string,
): Promise<string | null> {
  if (where === undefined) return null;
  // On lines of its own: a comment at its end must not swallow the bracket.
  const condition = `(\n${where}\n)`;
  try {
    await session.query(
      `Reading the filter of ${streamLabel(stream)}`,
      `SELECT 1 AS one FROM ${table} WHERE ${condition} AND TRUE LIMIT 0`,
    );
  } catch (error) {
    throw isAboutText(error) || error instanceof ConfigError ? refused(where, stream, error) : error;
  }
  return condition;
}

/** The classes 22 and 42: what was written, not the server, is at fault. */
function isAboutText(error: unknown): error is Error {
  return error instanceof Error && "sqlState" in error && /^(22|42)/.test(String(error.sqlState));
}

function refused(where: string, stream: Omit<SelectedStream, "where">, cause: Error): ConfigError {
  return new ConfigError(
    `The filter of ${streamLabel(stream)} is no condition that the server takes: ${where} (${cause.message}). Write what could follow WHERE, for example status = 'paid'.`,
    { cause },
  );
}
