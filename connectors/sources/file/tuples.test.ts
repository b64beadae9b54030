import { appendFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Change, Feed, Position, Stream, Value } from "@/connectors/sdk";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";
import { isWireType } from "@/connectors/sdk/postgres/wire-types";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { fileSource } from "./index";

let ctx: TestContext;
let msPerLook = 0;
beforeEach(async () => {
  let nowMs = 0;
  ctx = await createTestContext({
    clock: { now: () => (nowMs += msPerLook), sleep: () => Promise.resolve() },
  });
  msPerLook = 0;
});
afterEach(() => ctx.dispose());

describe("frames of a CSV file", () => {
  it("are offered in the types of its fields", async () => {
    await put(
      "a.csv",
      "i,d,f,b,day,at,zoned,t\n1,1.5,1e3,true,2024-01-01,2024-01-01 10:00,2024-01-01 10:00Z,x\n",
    );
    const { stream, encodings } = await discover("a.csv");
    const natives = ["int8", "numeric", "float8", "bool", "date", "timestamp", "timestamptz", "varchar"];
    expect(stream.fields.map(({ native }) => native)).toEqual(natives);
    expect(encodings).toEqual(["pg-copy-binary"]);
  });

  it.each([
    ["options give cells another meaning", "a.csv", { reader_options: '{"na_values": "-"}' }],
    ["there is only one column", "one.csv", {}],
    ["files are several", "*.csv", {}],
    ["it is no CSV", "a.jsonl", { format: "jsonl" }],
  ])("are not offered where %s", async (_where, url, options) => {
    await put("a.csv", "a,b\n1,2\n");
    await put("one.csv", "a\n1\n");
    await put("a.jsonl", '{"a": 1, "b": 2}\n');
    const { stream, encodings } = await discover(url, options);
    expect(encodings).toEqual([]);
    expect(stream.fields.map(({ native }) => native).filter((native) => native !== undefined)).toEqual([]);
  });

  it("are not offered for fields that were discovered before there were any", async () => {
    await put("a.csv", "a,b\n1,2\n");
    const { stream, config } = await discover("a.csv");
    const fields = stream.fields.map(({ native: _, ...field }) => field);
    expect(fileSource.encodings?.(config, feedOf({ ...stream, fields }))).toEqual([]);
  });

  it("say the same as rows, and give way to rows that say what had to be changed", async () => {
    const plain = (from: number, count: number) =>
      Array.from(
        { length: count },
        (_, index) => `${from + index},"x, ""${index}""",2024-02-2${index % 10}\n`,
      );
    const head = ["id,name,day\n", ...plain(0, 20_000)];
    await put("a.csv", head.join(""));
    const known = await discover("a.csv");
    await appendFile(inFolder("a.csv"), ["none,odd,2024-02-30\n", ...plain(1, 20_000), "7,short\n"].join(""));
    const rows = await read(known, "rows");
    const frames = await read(known, "pg-copy-binary");
    expect(frames.rows).toEqual(rows.rows);
    expect(frames.changes).toEqual(rows.changes);
    expect(Object.keys(frames.changes)).toEqual(["20000", "40001"]);
    expect(frames.rows[20_000]).toEqual([null, "odd", null]);
    expect(frames.framed).toBeGreaterThan(20_000);
    expect(frames.framed).toBeLessThan(40_000);
  });

  it.each([
    ["plain", 60_000, (text: string) => text],
    ["packed", 60_000, (text: string) => gzipSync(text)],
  ])(
    "go on from every checkpoint of a %s file without losing or repeating a row",
    async (_how, count, pack) => {
      const lines = Array.from({ length: count }, (_, id) => `${id},"é\n${id}, a longer text"\r\n`);
      await put("a.csv", pack(`id,name\r\n${lines.join("")}`));
      const known = await discover("a.csv");
      msPerLook = 1500;
      const { rows, checkpoints } = await read(known, "pg-copy-binary");
      expect(rows).toHaveLength(count);
      expect(checkpoints.length).toBeGreaterThan(3);
      for (const { position, rowsBefore } of checkpoints)
        for (const encoding of ["pg-copy-binary", "rows"] as const)
          expect((await read(known, encoding, position)).rows).toEqual(rows.slice(rowsBefore));
    },
  );

  it("lose nothing where bytes are no UTF-8, and each such value says so", async () => {
    await put("a.csv", "id,name\n1,a\n2,b\n");
    const known = await discover("a.csv");
    await put(
      "a.csv",
      Buffer.concat([Buffer.from("id,name\n1,a\n2,"), Buffer.from([0xe9]), Buffer.from("\n3,c\n")]),
    );
    const { rows, changes } = await read(known, "pg-copy-binary");
    expect(rows).toEqual([
      [1, "a"],
      [2, "\uFFFD"],
      [3, "c"],
    ]);
    expect(changes[1]).toEqual([expect.objectContaining({ field: "name", change: "TRUNCATED" })]);
  });
});

interface Known {
  config: ReturnType<typeof configOf>;
  stream: Stream;
  encodings: string[] | undefined;
}

function configOf(url: string, options: object = {}) {
  return fileSource.spec.parse({ dataset_name: "orders", url, provider: { storage: "local" }, ...options });
}

function feedOf(stream: Stream): Feed {
  return { id: "orders", streams: [{ ...stream, mode: "full_refresh", key: [] }] };
}

async function discover(url: string, options: object = {}): Promise<Known> {
  const config = configOf(url, options);
  const [stream] = await fileSource.discover(config, ctx);
  if (!stream) throw new Error("There is no stream.");
  return { config, stream, encodings: fileSource.encodings?.(config, feedOf(stream)) };
}

async function read(
  { config, stream }: Known,
  encoding: "rows" | "pg-copy-binary",
  position: Position | null = null,
) {
  const wires = stream.fields.flatMap(({ native }) => (isWireType(native) ? [native] : []));
  const rows: Value[][] = [];
  const changes: Record<number, Change[]> = {};
  const checkpoints: { position: Position; rowsBefore: number }[] = [];
  let framed = 0;
  for await (const event of fileSource.read(config, feedOf(stream), position, encoding, ctx)) {
    if (event.type === "checkpoint") checkpoints.push({ position: event.position, rowsBefore: rows.length });
    if (event.type !== "batch") continue;
    const { batch } = event;
    if (batch.encoding === "rows") {
      for (const [index, list] of batch.changes ?? []) changes[rows.length + index] = list;
      rows.push(...batch.rows);
    } else if (batch.encoding === "pg-copy-binary") {
      framed += batch.count;
      for (const bytes of batch.chunks) rows.push(...decodeRows({ bytes, count: batch.count }, wires));
      batch.release?.();
    }
  }
  return { rows, changes, checkpoints, framed };
}

function inFolder(name: string): string {
  return path.join(ctx.localFiles.root, name);
}

async function put(name: string, content: string | Buffer): Promise<void> {
  await writeFile(inFolder(name), content);
}
