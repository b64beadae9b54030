import type { Context, StreamPlan } from "@/connectors/sdk";
import { unpack } from "@/connectors/sdk/files/content/compression";
import { openRanges } from "@/connectors/sdk/files/content/ranges";
import { openObject } from "@/connectors/sdk/files/s3/body";
import { headObject } from "@/connectors/sdk/files/s3/objects";
import type { LinesFormat } from "@/connectors/sdk/files/write/format";
import { createLineFormat, type LineFormat } from "@/connectors/sdk/files/write/lines/line-format";
import { countAllRows, countRunRows } from "@/connectors/sdk/files/write/parquet/count";
import { RowCounter } from "@/connectors/sdk/files/write/lines/row-counter";
import type { S3Config } from "./config";
import { Layout } from "./layout";
import { readRun, runsOf, type StoredObject } from "./state";

/** Reads the run's objects back and counts the rows that carry its mark. */
export async function measure(config: S3Config, plan: StreamPlan, ctx: Context): Promise<{ rows: number }> {
  const layout = new Layout(config, ctx);
  const state = await readRun(layout.client, layout.runState(plan));
  let rows = 0;
  for (const object of state?.objects ?? [])
    if (object.syncId === plan.syncId) rows += (await countRows(layout, plan, object, ctx)) ?? 0;
  return { rows };
}

/** Rows of all objects that runs have made of the table; null where none of them is there. */
export async function countObjects(config: S3Config, plan: StreamPlan, ctx: Context): Promise<number | null> {
  const layout = new Layout(config, ctx);
  let rows: number | null = null;
  for (const { state } of await runsOf(layout, plan)) {
    for (const object of state.done ? state.objects : []) {
      const counted = await countRows(layout, plan, object, ctx, "all");
      if (counted !== null) rows = (rows ?? 0) + counted;
    }
  }
  return rows;
}

/** null where the object is gone. */
async function countRows(
  layout: Layout,
  plan: StreamPlan,
  object: StoredObject,
  ctx: Context,
  which: "of the run" | "all" = "of the run",
): Promise<number | null> {
  const { format, key } = object;
  if (format.format_type === "Parquet") {
    if (!(await headObject(layout.client, key))) return null;
    const source = await openRanges({ storage: "S3", client: layout.client, key, label: key }, ctx);
    return which === "all" ? countAllRows(source) : countRunRows(source, plan, ctx.signal);
  }
  const lines = createLineFormat(plan, format);
  if (which === "of the run") return countLines(layout, key, { lines, format, ctx });
  const records = await countLines(layout, key, {
    lines: { ...lines, idBytes: 0, mark: "", lead: "" },
    format,
    ctx,
  });
  return records === null || lines.header === "" ? records : Math.max(0, records - 1);
}

async function countLines(
  { client }: Layout,
  key: string,
  { lines, format, ctx }: { lines: LineFormat; format: LinesFormat; ctx: Context },
): Promise<number | null> {
  const body = await openObject(client, key, { from: 0 });
  if (!body) return null;
  try {
    const counter = new RowCounter(lines, format.format_type === "CSV");
    const compression = format.compression === "gzip" ? "gzip" : null;
    const { chunks } = await unpack(body.chunks, { compression, from: 0, isBinary: true }, key);
    for await (const chunk of chunks) {
      ctx.signal.throwIfAborted();
      counter.take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
    return counter.rows;
  } finally {
    body.close();
  }
}
