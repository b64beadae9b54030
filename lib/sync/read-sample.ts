import {
  oneFeedPerStream,
  rowDocument,
  type Change,
  type Context,
  type Field,
  type Source,
  type Value,
} from "@/connectors/sdk";
import { compileShape } from "@/lib/normalization/shape/compile-shape";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import type { ShapedRows } from "@/lib/normalization/shape/types";
import { valueText } from "@/lib/normalization/shape/value-text";
import type { StreamRead } from "./plan";
import { sampleOf } from "./sample-source";
import { streamKey } from "./stream-key";

/** The first rows of a stream. Plain JSON. */
export interface StreamSample {
  /** How many were read. */
  read: number;
  /** How many of them a row filter left out. */
  filtered: number;
  /** By the shape's outputs: the stream itself, then its child tables. */
  outputs: SampledRows[];
}

export interface SampledRows {
  /** Texts in the order of the output's fields, in the forms of values.ts; bytes in base64. */
  rows: (string | null)[][];
  /** Each row as the one document that a raw table holds. */
  documents: string[];
  /** By row: what could not stay as it was. */
  changes: Change[][];
}

export interface SampleRequest {
  /** Without a shape the rows are the source's own. */
  read: StreamRead;
  maxRows: number;
  /** Longer texts are cut. */
  maxCharacters: number;
  mapperSecrets: MapperSecrets;
}

/** Reads the first rows of one stream and shapes them as a run would. Writes nothing; the source's position stays. */
export async function readSample<Config>(
  { connector, config }: { connector: Source<Config>; config: Config },
  { read, maxRows, maxCharacters, mapperSecrets }: SampleRequest,
  ctx: Context,
): Promise<StreamSample> {
  const { rows, changes } = await firstRows({ connector, config }, read, maxRows, ctx);
  const shaped = read.shape
    ? compileShape(read.shape, mapperSecrets).shape(rows, changes)
    : { outputs: [{ rows, changes }], filtered: 0 };
  return {
    read: rows.length,
    filtered: shaped.filtered,
    outputs: shaped.outputs.map((output, index) => ({
      rows: output.rows.map((row) => row.map((value) => textOf(value, maxCharacters))),
      documents: output.rows.map((row) => cut(rowDocument(fieldsOf(read, index), row), maxCharacters)),
      changes: output.rows.map((_, row) => output.changes.get(row) ?? []),
    })),
  };
}

async function firstRows<Config>(
  { connector, config }: { connector: Source<Config>; config: Config },
  { stream }: StreamRead,
  maxRows: number,
  ctx: Context,
): Promise<ShapedRows> {
  const source = sampleOf(connector as Source<unknown>, maxRows);
  const feeds = (await source.feeds?.(config, [stream], ctx)) ?? oneFeedPerStream([stream]);
  const found: ShapedRows = { rows: [], changes: new Map() };
  for (const feed of feeds) {
    const place = feed.streams.findIndex((candidate) => streamKey(candidate) === streamKey(stream));
    if (place < 0) continue;
    for await (const event of source.read(config, feed, null, "rows", ctx)) {
      if (event.type !== "batch" || event.stream !== place || event.batch.encoding !== "rows") continue;
      const before = found.rows.length;
      found.rows.push(...event.batch.rows);
      for (const [index, changes] of event.batch.changes ?? []) found.changes.set(before + index, changes);
    }
    break;
  }
  return found;
}

function fieldsOf({ stream, shape }: StreamRead, output: number): Field[] {
  return shape?.outputs[output]?.fields ?? stream.fields;
}

function textOf(value: Value, maxCharacters: number): string | null {
  return value === null ? null : cut(valueText(value), maxCharacters);
}

function cut(text: string, maxCharacters: number): string {
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
}
