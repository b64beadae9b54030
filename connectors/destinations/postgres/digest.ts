import {
  ConfigError,
  type Context,
  deletedAtColumn,
  type DestinationDigest,
  digestFormsOf,
  type DigestRequest,
  metaColumns,
  type StreamPlan,
} from "@/connectors/sdk";
import { digestBucketsOf, digestRowsOf, type DigestTable } from "@/connectors/sdk/postgres/digest-sql";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { isWireType } from "@/connectors/sdk/postgres/wire-types";
import { inTransaction, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { findHistoryFaults } from "./history-faults";
import { sqlTable } from "./layout";
import { type ExistingTable, inspectTable, labelOf } from "./tables";

export const destinationDigest: DestinationDigest<PostgresDestinationConfig> = {
  // jsonb keeps the value, not the text.
  forms: (type) => digestFormsOf(type).filter((form) => form !== "jsonText"),
  buckets: (config, plan, request, ctx) =>
    withTable(config, plan, request, ctx, (session, table) => digestBucketsOf(session, table, request)),
  rows: async (config, plan, request, buckets, ctx) =>
    (await withTable(config, plan, request, ctx, (session, table) =>
      digestRowsOf(session, table, request, buckets),
    )) ?? [],
  historyFaults: findHistoryFaults,
};

function withTable<Result>(
  config: PostgresDestinationConfig,
  plan: StreamPlan,
  request: DigestRequest,
  ctx: Context,
  work: (session: PgSession, table: DigestTable) => Promise<Result>,
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
  const hasMarks = found.columns.some(({ name }) => name === deletedAtColumn);
  const conditions = [
    ...(hasMarks ? [`${quoteIdentifier(deletedAtColumn)} IS NULL`] : []),
    ...(newestRunOnly ? [`${extractedAt} = (SELECT max(${extractedAt}) FROM ${from})`] : []),
  ];
  return {
    label: labelOf(plan.table),
    from,
    where: conditions.length > 0 ? conditions.join(" AND ") : null,
    columnOf: (name) => {
      const column = found.columns.find((candidate) => candidate.name === name);
      if (!column || !isWireType(column.type)) {
        throw new ConfigError(
          `Column "${name}" of ${labelOf(plan.table)} is gone, or of a type that Sluice does not make (${column?.type ?? "none"}). Refresh the stream, which makes the table anew.`,
        );
      }
      return { expression: quoteIdentifier(name), wire: column.type };
    },
    changed: `jsonb_array_length(coalesce(${quoteIdentifier(metaColumns.meta)}::jsonb -> 'changes', '[]')) > 0`,
  };
}
