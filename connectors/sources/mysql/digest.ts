import { type Context, type SelectedStream, type SourceDigest, streamLabel } from "@/connectors/sdk";
import {
  digestBucketsOf,
  digestRowsOf,
  type DigestTable,
  mysqlForms,
} from "@/connectors/sdk/mysql/digest-sql";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { withSnapshot } from "./client";
import type { MySqlSourceConfig } from "./config";
import { expressionOf, selectStream } from "./select";

export const sourceDigest: SourceDigest<MySqlSourceConfig> = {
  forms: mysqlForms,
  buckets: (config, stream, request, ctx) =>
    withTable(config, stream, ctx, (session, table) => digestBucketsOf(session, table, request)),
  rows: (config, stream, request, buckets, ctx) =>
    withTable(config, stream, ctx, (session, table) => digestRowsOf(session, table, request, buckets)),
};

function withTable<Result>(
  config: MySqlSourceConfig,
  stream: SelectedStream,
  ctx: Context,
  work: (session: MySqlSession, table: DigestTable) => Promise<Result>,
): Promise<Result> {
  return withSnapshot(config, ctx, async (session) => {
    const { table, filter, expressions } = await selectStream(session, config, stream, "rows");
    return work(session, {
      label: streamLabel(stream),
      from: table,
      where: filter,
      columnOf: (name) => expressionOf(stream, expressions, name),
      changed: "FALSE",
    });
  });
}
