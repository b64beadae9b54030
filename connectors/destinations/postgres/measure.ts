import { type Context, type Measured, metaColumns, type StreamPlan, type TableName } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession, Question } from "@/connectors/sdk/postgres/session";
import { withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { sqlTable } from "./layout";
import { extractedAtText } from "./stage";
import { labelOf } from "./tables";

/** What this run put there, counted in the tables themselves. */
export async function measureStream(
  config: PostgresDestinationConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<Measured> {
  return withSession(config, ctx, async (session) => {
    const [rows, versions] = await session.begin("read snapshot", {
      doing: counting(plan),
      first: askForCounts(plan),
    });
    await session.commit();
    return versions === null ? { rows } : { rows, versions };
  });
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

function askForCount(plan: StreamPlan, table: TableName): Question<number> {
  const sql = `
    SELECT count(*) AS rows FROM ${sqlTable(table)}
     WHERE ${quoteIdentifier(metaColumns.extractedAt)} = ${quoteLiteral(extractedAtText(plan))}::timestamptz`;
  return { sql, read: ([row]) => Number((row as { rows: string } | undefined)?.rows ?? 0) };
}
