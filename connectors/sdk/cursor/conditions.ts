import type { CursorPosition } from "./position";

/** A cursor in the system's SQL. */
export interface CursorSql {
  column: string;
  literal(value: string): string;
  /** Whether a row's key comes after `key`. */
  isBeyond(key: string[]): string;
}

export interface Phase {
  condition: string;
  /** Rows without a cursor, which have no order but that of their key. */
  isWithoutCursor: boolean;
}

/** What to read from `start` on, one after the other: in the first run the rows without a cursor, then those with one. */
export function phasesFrom(start: CursorPosition | null, sql: CursorSql): Phase[] {
  const { column, literal } = sql;
  const counted = start && "count" in start.ties ? start.ties : null;
  const isBeyond = counted?.upTo ? sql.isBeyond(counted.upTo) : "FALSE";
  const phases: Phase[] = [];
  if (start === null || (start.value === null && !start.nullsRead))
    phases.push({
      condition: `${column} IS NULL${counted ? ` AND ${isBeyond}` : ""}`,
      isWithoutCursor: true,
    });
  phases.push({ condition: withCursor(), isWithoutCursor: false });
  return phases;

  function withCursor(): string {
    if (start === null || start.value === null) return `${column} IS NOT NULL`;
    const value = literal(start.value);
    return counted
      ? `${column} >= ${value} AND (${column} > ${value} OR ${isBeyond})`
      : `${column} >= ${value}`;
  }
}

/** Which rows `start` counted at the cursor's value. */
export function countedTies(start: CursorPosition, { column, literal, isBeyond }: CursorSql): string {
  const isTie = start.value === null ? `${column} IS NULL` : `${column} = ${literal(start.value)}`;
  const upTo = "count" in start.ties ? start.ties.upTo : undefined;
  return upTo ? `${isTie} AND NOT ${isBeyond(upTo)}` : isTie;
}
