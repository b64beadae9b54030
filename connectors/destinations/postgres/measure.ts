import { type Context, type Measured, metaColumns, type StreamPlan, type TableName } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession, Question } from "@/connectors/sdk/postgres/session";
import { withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { sqlTable, wayOf } from "./layout";
import { extractedAtText } from "./stage";
import { type Appended, askAppended, stateTables } from "./state";
import { labelOf } from "./tables";

/**
 * What this run put there, counted in the tables themselves. Of a table to which rows were appended only the pages that
 * have come with them are read; all of them where those hold less than was committed, since a server also fills gaps.
 */
export async function measureStream(
  config: PostgresDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<Measured> {
  return withSession(config, ctx, async (session) => {
    const [appended] = await session.begin("read snapshot", {
      doing: counting(plan),
      first: [askAppended(stateTables(config.schema), plan)],
    });
    const measured = (await countAppended(session, plan, appended)) ?? (await measureInside(session, plan));
    await session.commit();
    return measured;
  });
}

async function countAppended(
  session: PgSession,
  plan: StreamPlan,
  { rows, pagesBefore }: Appended,
): Promise<Measured | null> {
  if (wayOf(plan) !== "append" || pagesBefore === 0) return null;
  // The last one that was there had room.
  const [found] = await session.ask(counting(plan), [askForCount(plan, plan.table, pagesBefore - 1)]);
  return found === rows ? { rows } : null;
}

/**
 * The same in the open transaction. Where rows have just been replaced all over a table, whoever reads it first after
 * the commit tidies up every page of it, and writes them all to the log: four times as long as this.
 */
export async function measureInside(session: PgSession, plan: StreamPlan): Promise<Measured> {
  const [rows, versions] = await session.ask(counting(plan), askForCounts(plan));
  return versions === null ? { rows } : { rows, versions };
}

function counting(plan: StreamPlan): string {
  return `Counting the rows of ${labelOf(plan.table)}`;
}

function askForCounts(plan: StreamPlan): [Question<number>, Question<number | null>] {
  return [askForCount(plan, plan.table), plan.history ? askForCount(plan, plan.history) : nothing];
}

const nothing: Question<null> = { sql: "SELECT", read: () => null };

function askForCount(plan: StreamPlan, table: TableName, firstPage = 0): Question<number> {
  const isLater = firstPage > 0 ? ` AND ctid >= '(${firstPage},0)'::tid` : "";
  const sql = `
    SELECT count(*) AS rows FROM ${sqlTable(table)}
     WHERE ${quoteIdentifier(metaColumns.extractedAt)} = ${quoteLiteral(extractedAtText(plan))}::timestamptz${isLater}`;
  return { sql, read: ([row]) => Number((row as { rows: string } | undefined)?.rows ?? 0) };
}
