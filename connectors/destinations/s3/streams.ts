import { feedIdOf, type Context, type StreamPlan } from "@/connectors/sdk";
import { unpack } from "@/connectors/sdk/files/content/compression";
import { openObject } from "@/connectors/sdk/files/s3/body";
import { deleteObject, headObject } from "@/connectors/sdk/files/s3/objects";
import { openRanges } from "@/connectors/sdk/files/content/ranges";
import { countRunRows } from "@/connectors/sdk/files/write/parquet/count";
import { createLineFormat } from "@/connectors/sdk/files/write/lines/line-format";
import { RowCounter } from "@/connectors/sdk/files/write/lines/row-counter";
import { formatOf, type S3Config } from "./config";
import { Layout, tableKey } from "./layout";
import { feedsOf, readRun, runsOf, updateFeed, type StoredObject } from "./state";
import { discardObjects, sweepFeed } from "./sweep";

/** Reads the run's objects back and counts the rows that carry its mark. */
export async function measure(config: S3Config, plan: StreamPlan, ctx: Context): Promise<{ rows: number }> {
  const layout = new Layout(config, ctx);
  const state = await readRun(layout.client, layout.runState(plan));
  let rows = 0;
  for (const object of state?.objects ?? [])
    if (object.syncId === plan.syncId) rows += await countRows(layout, plan, object, ctx);
  return { rows };
}

async function countRows(
  layout: Layout,
  plan: StreamPlan,
  object: StoredObject,
  ctx: Context,
): Promise<number> {
  const { format } = object;
  if (format.format_type === "Parquet") return countParquet(layout, plan, object, ctx);
  const body = await openObject(layout.client, object.key, { from: 0 });
  if (!body) return 0;
  try {
    const counter = new RowCounter(createLineFormat(plan, format), format.format_type === "CSV");
    const compression = format.compression === "gzip" ? "gzip" : null;
    const options = { compression, from: 0, isBinary: true } as const;
    const { chunks } = await unpack(body.chunks, options, object.key);
    for await (const chunk of chunks) {
      ctx.signal.throwIfAborted();
      counter.take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
    return counter.rows;
  } finally {
    body.close();
  }
}

async function countParquet(
  { client }: Layout,
  plan: StreamPlan,
  { key }: StoredObject,
  ctx: Context,
): Promise<number> {
  if (!(await headObject(client, key))) return 0;
  const source = await openRanges({ storage: "S3", client, key, label: key }, ctx);
  return countRunRows(source, plan, ctx.signal);
}

export function explain(
  config: S3Config,
  plan: StreamPlan,
  ctx: Context,
): Promise<{ statements: string[]; warnings: string[] }> {
  const layout = new Layout(config, ctx);
  const feedId = feedIdOf(plan.stream);
  const key = layout.objectKey(plan, { feedId, partNumber: 0 }, formatOf(config));
  const place = `s3://${config.s3_bucket_name}/${key}`;
  return Promise.resolve({
    statements: [
      "upload rows in parts that are not visible, up to each checkpoint",
      `complete ${place}, and as many others as the size asks for`,
      ...(plan.write === "overwrite"
        ? [`remove the objects that earlier runs made of ${plan.table.name}`]
        : []),
    ],
    warnings: [],
  });
}

/** The stream's objects, what waits for it, and its checkpoints. Objects that it did not make are left alone. */
export async function clear(config: S3Config, plan: StreamPlan, ctx: Context): Promise<void> {
  const layout = new Layout(config, ctx);
  const isOurs = ({ table }: StoredObject) => table === tableKey(plan.table);
  for (const { key, state } of await feedsOf(layout, plan)) {
    const left = await updateFeed(layout.client, key, (now) => ({
      ...now,
      checkpoint: null,
      objects: now.objects.filter((object) => !isOurs(object)),
    }));
    await discardObjects(layout, state.objects.filter(isOurs));
    if (left) await sweepFeed(layout, key, left);
  }
  for (const { key, state } of await runsOf(layout, plan)) {
    for (const object of state.objects) {
      await deleteObject(layout.client, object.key);
      if (!state.done) await discardObjects(layout, [object]);
    }
    await deleteObject(layout.client, key);
  }
}
