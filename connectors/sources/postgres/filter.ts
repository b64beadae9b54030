import { ConfigError, type SelectedStream, streamLabel } from "@/connectors/sdk";
import type { PgSession } from "@/connectors/sdk/postgres/session";

/**
 * The stream's own condition as a part of a WHERE; null where there is none. The server reads it first as the one
 * statement it must be, so that text which closes the bracket or begins another statement is refused before it stands
 * in a COPY, where it could do more than filter.
 */
export async function checkedFilter(
  session: PgSession,
  { where, ...stream }: SelectedStream,
  table: string,
): Promise<string | null> {
  if (where === undefined) return null;
  // On lines of its own: a comment at its end must not swallow the bracket.
  const condition = `(\n${where}\n)`;
  const statement = `SELECT FROM ${table} WHERE ${condition} AND $1 LIMIT 0`;
  try {
    await session.query(`Reading the filter of ${streamLabel(stream)}`, statement, [true]);
  } catch (error) {
    throw isAboutText(error) ? refused(where, stream, error) : error;
  }
  return condition;
}

/** PostgreSQL's classes 22 and 42: what was written, not the server, is at fault. */
function isAboutText(error: unknown): error is Error {
  return error instanceof Error && "code" in error && /^(22|42)/.test(String(error.code));
}

function refused(where: string, stream: Omit<SelectedStream, "where">, cause: Error): ConfigError {
  return new ConfigError(
    `The filter of ${streamLabel(stream)} is no condition that PostgreSQL takes: ${where} (${cause.message}). Write what could follow WHERE, for example status = 'paid'.`,
    { cause },
  );
}
