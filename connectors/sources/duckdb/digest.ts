import type { Context, SelectedStream, SourceDigest } from "@/connectors/sdk";
import {
  bucketOfRow,
  bucketsSql,
  digestOfRow,
  type DigestTable,
  duckdbForms,
  rowsSql,
} from "@/connectors/sdk/duckdb/digest-sql";
import type { DuckdbSourceConfig } from "./config";
import { reading } from "./open";
import { conditionsOf, expressionOf, requireOneStatement, selectStream } from "./select";

export const sourceDigest: SourceDigest<DuckdbSourceConfig> = {
  // Numbers in nested values that JSON has no form for are written anew when they are read.
  forms: (type) => (type.kind === "array" || type.kind === "object" ? [] : duckdbForms(type)),
  buckets: async (config, stream, request, ctx) =>
    (await digested(config, stream, ctx, (table) => bucketsSql(table, request))).map(bucketOfRow),
  rows: async (config, stream, request, buckets, ctx) => {
    if (buckets.length === 0) return [];
    const rows = await digested(config, stream, ctx, (table) => rowsSql(table, request, buckets));
    return rows.map((row) => digestOfRow(row, request));
  },
};

function digested(
  config: DuckdbSourceConfig,
  stream: SelectedStream,
  ctx: Context,
  sqlOf: (table: DigestTable) => string,
): Promise<unknown[][]> {
  return reading(config, ctx, async (session) => {
    const selection = await selectStream(session, config, stream, ctx);
    const conditions = conditionsOf(selection);
    const sql = sqlOf({
      from: selection.relation.from,
      where: conditions.length > 0 ? conditions.join(" AND ") : null,
      columnOf: (name) => expressionOf(selection, name),
      changed: "false",
    });
    await requireOneStatement(session, sql, stream);
    return session.rows(sql);
  });
}
