import { type Context, type SelectedStream, type SourceDigest, streamLabel } from "@/connectors/sdk";
import { digestBucketsOf, digestRowsOf, type DigestTable } from "@/connectors/sdk/postgres/digest-sql";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { openSnapshot } from "./client";
import type { PostgresSourceConfig } from "./config";
import { askForStream, fieldOf, selectStream } from "./select";

export const sourceDigest: SourceDigest<PostgresSourceConfig> = {
  buckets: (config, stream, request, ctx) =>
    withTable(config, stream, ctx, (session, table) => digestBucketsOf(session, table, request)),
  rows: (config, stream, request, buckets, ctx) =>
    withTable(config, stream, ctx, (session, table) => digestRowsOf(session, table, request, buckets)),
};

async function withTable<Result>(
  config: PostgresSourceConfig,
  stream: SelectedStream,
  ctx: Context,
  work: (session: PgSession, table: DigestTable) => Promise<Result>,
): Promise<Result> {
  const { session, answers } = await openSnapshot(config, ctx, askForStream(stream));
  try {
    const as = { encoding: "rows" as const, username: config.username };
    const { table, filter, mappings } = await selectStream(session, stream, answers, as);
    const result = await work(session, {
      label: streamLabel(stream),
      from: table,
      where: filter,
      columnOf: (name) => fieldOf(stream, mappings, name),
      changed: "false",
    });
    await session.commit();
    return result;
  } finally {
    await session.close();
  }
}
