import {
  ConfigError,
  type Context,
  deletedAtColumn,
  type DestinationDigest,
  type DigestRequest,
  metaColumns,
  type StreamPlan,
} from "@/connectors/sdk";
import {
  bucketOfRow,
  bucketsSql,
  digestOfRow,
  type DigestTable,
  duckdbForms,
  rowsSql,
} from "@/connectors/sdk/duckdb/digest-sql";
import { findFile } from "@/connectors/sdk/duckdb/database-file";
import { type Session, withSession } from "@/connectors/sdk/duckdb/client";
import { quote } from "@/connectors/sdk/duckdb/names";
import type { DuckdbConfig } from "./config";
import { describeTable } from "./evolve";
import { findHistoryFaults } from "./history-faults";
import { qualify } from "./layout";

export const destinationDigest: DestinationDigest<DuckdbConfig> = {
  forms: duckdbForms,
  buckets: (config, plan, request, ctx) =>
    withTable(config, plan, request, ctx, async (session, table) =>
      (await session.rows(bucketsSql(table, request))).map(bucketOfRow),
    ),
  rows: async (config, plan, request, buckets, ctx) => {
    if (buckets.length === 0) return [];
    const rows = await withTable(config, plan, request, ctx, async (session, table) =>
      (await session.rows(rowsSql(table, request, buckets))).map((row) => digestOfRow(row, request)),
    );
    return rows ?? [];
  },
  historyFaults: findHistoryFaults,
};

async function withTable<Result>(
  config: DuckdbConfig,
  plan: StreamPlan,
  { newestRunOnly }: DigestRequest,
  ctx: Context,
  work: (session: Session, table: DigestTable) => Promise<Result>,
): Promise<Result | null> {
  const file = await findFile(config.destination_path, ctx);
  if (file === null) return null;
  return withSession(file, ctx, async (session) => {
    const existing = await describeTable(session, plan.table);
    if (existing.kind !== "table") return null;
    const columns = new Set(existing.columns.map(({ name }) => name.toLowerCase()));
    const from = qualify(session, plan.table);
    const extractedAt = quote(metaColumns.extractedAt);
    const conditions = [
      ...(columns.has(deletedAtColumn) ? [`${quote(deletedAtColumn)} IS NULL`] : []),
      ...(newestRunOnly ? [`${extractedAt} = (SELECT max(${extractedAt}) FROM ${from})`] : []),
    ];
    return work(session, {
      from,
      where: conditions.length > 0 ? conditions.join(" AND ") : null,
      columnOf: (name) => {
        if (columns.has(name.toLowerCase())) return quote(name);
        throw new ConfigError(
          `The table ${plan.table.namespace}.${plan.table.name} has no column ${name}. Refresh the stream, which makes the table anew.`,
        );
      },
      changed: `json_array_length(${quote(metaColumns.meta)}, '$.changes') > 0`,
    });
  });
}
