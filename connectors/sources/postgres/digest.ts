import type { Context, SelectedStream, SourceDigest } from "@/connectors/sdk";
import { digestBucketsOf, digestRowsOf, type DigestTable } from "@/connectors/sdk/postgres/digest-sql";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { streamLabel } from "@/connectors/sdk";
import { withSnapshot } from "./client";
import type { PostgresSourceConfig } from "./config";
import { fieldOf, selectStream } from "./select";

export const sourceDigest: SourceDigest<PostgresSourceConfig> = {
  buckets: (config, stream, request, ctx) =>
    withTable(config, stream, ctx, (session, table) => digestBucketsOf(session, table, request)),
  rows: (config, stream, request, buckets, ctx) =>
    withTable(config, stream, ctx, (session, table) => digestRowsOf(session, table, request, buckets)),
};

function withTable<Result>(
  config: PostgresSourceConfig,
  stream: SelectedStream,
  ctx: Context,
  work: (session: PgSession, table: DigestTable) => Promise<Result>,
): Promise<Result> {
  return withSnapshot(config, ctx, async (session) => {
    const { table, filter, mappings } = await selectStream(session, stream, "rows", config.username);
    return work(session, {
      label: streamLabel(stream),
      from: table,
      where: filter,
      columnOf: (name) => fieldOf(stream, mappings, name),
      changed: "false",
    });
  });
}
