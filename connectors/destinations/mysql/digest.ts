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
  digestBucketsOf,
  digestRowsOf,
  type DigestTable,
  mysqlForms,
} from "@/connectors/sdk/mysql/digest-sql";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { inTransaction, withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { findHistoryFaults } from "./history-faults";
import { labelOf, sqlTable } from "./layout";
import { type ExistingTable, inspectTable } from "./tables";

export const destinationDigest: DestinationDigest<MySqlDestinationConfig> = {
  // MariaDB keeps the text of JSON, MySQL writes it anew.
  forms: (type) => mysqlForms(type).filter((form) => form !== "jsonText"),
  buckets: (config, plan, request, ctx) =>
    withTable(config, plan, request, ctx, (session, table) => digestBucketsOf(session, table, request)),
  rows: async (config, plan, request, buckets, ctx) =>
    (await withTable(config, plan, request, ctx, (session, table) =>
      digestRowsOf(session, table, request, buckets),
    )) ?? [],
  historyFaults: findHistoryFaults,
};

function withTable<Result>(
  config: MySqlDestinationConfig,
  plan: StreamPlan,
  request: DigestRequest,
  ctx: Context,
  work: (session: MySqlSession, table: DigestTable) => Promise<Result>,
): Promise<Result | null> {
  return withSession(config, ctx, (session) =>
    inTransaction(session, async () => {
      const found = await inspectTable(session, plan.table);
      return found && work(session, tableOf(plan, found, request));
    }),
  );
}

function tableOf(plan: StreamPlan, found: ExistingTable, { newestRunOnly }: DigestRequest): DigestTable {
  const from = sqlTable(plan.table);
  const extractedAt = quoteIdentifier(metaColumns.extractedAt);
  const has = (name: string) => found.columns.some((column) => column.name === name);
  const conditions = [
    ...(has(deletedAtColumn) ? [`${quoteIdentifier(deletedAtColumn)} IS NULL`] : []),
    ...(newestRunOnly ? [`${extractedAt} = (SELECT MAX(${extractedAt}) FROM ${from})`] : []),
  ];
  return {
    label: labelOf(plan.table),
    from,
    where: conditions.length > 0 ? conditions.join(" AND ") : null,
    columnOf: (name) => {
      if (has(name)) return quoteIdentifier(name);
      throw new ConfigError(
        `${labelOf(plan.table)} has no column "${name}" any more. Refresh the stream, which makes the table anew.`,
      );
    },
    changed: `COALESCE(JSON_LENGTH(${quoteIdentifier(metaColumns.meta)}, '$.changes'), 0) > 0`,
  };
}
