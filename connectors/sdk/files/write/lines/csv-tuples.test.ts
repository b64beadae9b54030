import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Batch, Field, LogicalType, PgCopyBinaryBatch, StreamPlan, WriteResult } from "@/connectors/sdk";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";
import { encodeNumeric } from "@/connectors/sdk/postgres/numeric";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { planStream } from "@/connectors/sdk/testing";
import { framesBatch, int4, int8, text, uuid } from "@/connectors/sdk/testing/frames";
import type { LinesFormat } from "../format";
import { LineBlocks } from "./line-blocks";

type Bytes = Uint8Array | null;

interface Sample {
  wire: WireType;
  type: LogicalType;
  values: Bytes[];
}

const half = String.raw`\ud83d`;
const texts = [
  ...["", " ", "plain", '"', '""', 'a "quoted" word', ",", ";", "\t", "§", "Â§", "a-b", "1.5", "\u00a7x"],
  ...[
    "line\nbreak",
    "carriage\rreturn",
    "both\r\n",
    "\n",
    "four",
    "four,",
    '1234567"',
    "1234567",
    "null",
    "\\N",
  ],
  ...[
    "Grüße, 世界 🌍",
    "\u2028\u2029\u0085",
    "\ufeffmark",
    "nul \0 byte",
    "é",
    "abcé",
    "x".repeat(1_000_000),
  ],
  '"'.repeat(1_000_000),
].map(text);
const ofTwoBytes = (value: number) => buffer(2, (view) => view.setInt16(0, value));
const float4 = (value: number) => buffer(4, (view) => view.setFloat32(0, value));
const float8 = (value: number) => buffer(8, (view) => view.setFloat64(0, value));
const timetz = (micros: bigint, west: number) => new Uint8Array(Buffer.concat([int8(micros), int4(west)]));
const integers = [0, 1, -1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999, 100_000, 999_999, 1_000_000];
const large = [9_999_999, 10_000_000, 99_999_999, 100_000_000, 999_999_999, 1_000_000_000, 2_147_483_647];
const signed = [...integers, ...large].flatMap((value) => [value, -value]);
const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);
const microsPerDay = 86_400_000_000n;
const days = [
  0, -1, 1, 58, 59, 60, 8191, 8192, -8192, 9_862, -730_120, -730_119, -730_500, 2_921_939, 2_921_940,
];
const farDays = [-2_451_545, 2_145_031_948, 0x7fff_ffff, -0x8000_0000, ...days];
const instants = [
  0n,
  1n,
  -1n,
  123_456n,
  1_000_000n,
  -1_000_000n,
  3_600_000_000n,
  86_399_999_999n,
  9_223_371_331_199_999_999n,
];
const decimals = [
  "0",
  "0.00",
  "1",
  "-1",
  "10",
  "9999",
  "10000",
  "12345.67",
  "-0.01",
  "0.0001",
  "0.00001",
  "100000000",
];
const wide = [
  "1.50",
  "1.5000000",
  "0.00010000",
  "99999999.99990000",
  "-12345678901234567890.12345678901234567890",
];
const endless = [
  "NaN",
  "Infinity",
  "-Infinity",
  `1${"0".repeat(40)}`,
  `0.${"0".repeat(30)}7`,
  "1".repeat(300),
];
const documents = [
  '{"a" : 1.10,\n "b": "x, \\"y\\""}',
  "[1,\r\n2]",
  "{}",
  "null",
  '"é"',
  `{"a":"${half}"}`,
  "{broken",
  "",
];
const zoned = { kind: "timestamp", zoned: true } as const;

const samples: Sample[] = [
  { wire: "text", type: { kind: "string" }, values: texts },
  { wire: "varchar", type: { kind: "string", maxLength: 9 }, values: texts },
  { wire: "bpchar", type: { kind: "string" }, values: [text("A"), text("padded    ")] },
  { wire: "int2", type: { kind: "integer", bits: 16 }, values: [0, 7, 32_767, -32_768].map(ofTwoBytes) },
  { wire: "int4", type: { kind: "integer", bits: 32 }, values: [...signed, -2_147_483_648].map(int4) },
  {
    wire: "int8",
    type: { kind: "integer", bits: 64 },
    values: [...signed.map(BigInt), 2n ** 53n, 2n ** 53n - 1n, maxInt64, minInt64].map(int8),
  },
  { wire: "float4", type: { kind: "number", bits: 32 }, values: [0.1, -0, 1e30, NaN, Infinity].map(float4) },
  {
    wire: "float8",
    type: { kind: "number", bits: 64 },
    values: [0.1, -0, 5e-324, 1e21, 1e300, -Infinity].map(float8),
  },
  {
    wire: "numeric",
    type: { kind: "decimal" },
    values: [...decimals, ...wide, ...endless].map(encodeNumeric),
  },
  {
    wire: "numeric",
    type: { kind: "decimal", precision: 15, scale: 2 },
    values: ["12.50", "0.00", "-9999999999999.99"].map(encodeNumeric),
  },
  { wire: "bool", type: { kind: "boolean" }, values: [Uint8Array.of(0), Uint8Array.of(1)] },
  { wire: "date", type: { kind: "date" }, values: farDays.map(int4) },
  {
    wire: "time",
    type: { kind: "time", zoned: false },
    values: [0n, 1n, 86_399_999_999n, microsPerDay].map(int8),
  },
  {
    wire: "timetz",
    type: { kind: "time", zoned: true },
    values: [timetz(0n, 0), timetz(36_000_000_001n, -7200), timetz(1n, 12_345)],
  },
  {
    wire: "timestamp",
    type: { kind: "timestamp", zoned: false },
    values: [...instants, ...days.map((day) => BigInt(day) * microsPerDay), maxInt64, minInt64].map(int8),
  },
  {
    wire: "timestamptz",
    type: zoned,
    values: [...instants, -211_813_488_000_000_000n, maxInt64, minInt64].map(int8),
  },
  { wire: "uuid", type: { kind: "uuid" }, values: [uuid("123e4567-e89b-42d3-a456-426614174000")] },
  {
    wire: "bytea",
    type: { kind: "binary" },
    values: [Uint8Array.of(), Uint8Array.of(0, 255, 10, 34), Uint8Array.of(251, 255)],
  },
  { wire: "json", type: { kind: "json" }, values: documents.map(text) },
  { wire: "json", type: { kind: "string" }, values: documents.map(text) },
  {
    wire: "jsonb",
    type: { kind: "object", fields: [] },
    values: documents.map((json) => text(`\u0001${json}`)),
  },
  { wire: "jsonb", type: { kind: "string" }, values: documents.map((json) => text(`\u0001${json}`)) },
  { wire: "text", type: { kind: "array", of: { kind: "string" } }, values: documents.map(text) },
];

const csv = (delimiter: string, compression: "none" | "gzip" = "none"): LinesFormat => ({
  format_type: "CSV",
  ...{ delimiter, compression, header: true },
});

interface Written {
  text: string;
  blockRows: number[];
  results: WriteResult[];
}

/** What is put of these batches, with X for every raw id. */
async function write(
  plan: StreamPlan,
  format: LinesFormat,
  batches: Batch[],
  maxRows = Infinity,
): Promise<Written> {
  const parts: Buffer[] = [];
  const blockRows: number[] = [];
  let inFile = 0;
  const blocks = new LineBlocks(plan, format, {
    room: () => (maxRows === inFile ? maxRows : maxRows - inFile),
    isBare: () => parts.length === 0,
    put({ data, rows }) {
      parts.push(Buffer.from(data));
      blockRows.push(rows);
      inFile = (inFile % maxRows) + rows;
      return Promise.resolve();
    },
  });
  parts.push(Buffer.from(await blocks.head()));
  const results: WriteResult[] = [];
  for (const batch of batches) results.push(await blocks.add(batch));
  await blocks.flush();
  await blocks.close();
  const plain = parts.map((part) => (format.compression === "gzip" ? gunzipSync(part) : part));
  const id = /[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}(?=.{1,2}2026-01-01T|".)/g;
  return { text: Buffer.concat(plain).toString("utf8").replace(id, "X"), blockRows, results };
}

function planOf(fields: { wire: WireType; type: LogicalType }[], more: Partial<StreamPlan> = {}): StreamPlan {
  const named = fields.map(({ wire, type }, index): Field => ({
    name: `f${index}`,
    type,
    nullable: true,
    native: wire,
  }));
  return {
    ...planStream({ connectionId: "c1", namespace: "default", name: "orders", fields: named }),
    ...more,
  };
}

/** The same batch as a source gives it that is asked for rows. */
function asRows({ chunks, count }: PgCopyBinaryBatch, plan: StreamPlan): Batch {
  const wires = plan.stream.fields.map(({ native }) => native as WireType);
  const rows = chunks.flatMap((bytes) => decodeRows({ bytes, count: count / chunks.length }, wires));
  return { encoding: "rows", rows, bytes: 1 };
}

async function expectTheSame(
  plan: StreamPlan,
  format: LinesFormat,
  batch: PgCopyBinaryBatch,
): Promise<Written> {
  const [frames, rows] = [
    await write(plan, format, [batch]),
    await write(plan, format, [asRows(batch, plan)]),
  ];
  expect(frames.text.length).toBe(rows.text.length);
  expect(frames.text === rows.text).toBe(true);
  expect(frames.results).toEqual(rows.results);
  return frames;
}

describe("CSV from PostgreSQL's frames", () => {
  it.each(samples.map((sample) => [`${sample.wire} as ${sample.type.kind}`, sample] as const))(
    "is what it is from rows: %s",
    async (_, { wire, type, values }) => {
      expect(values.every((value) => value !== null)).toBe(true);
      const plan = planOf([
        { wire: "int4", type: { kind: "integer", bits: 32 } },
        { wire, type },
      ]);
      const batch = framesBatch([...values, null].map((value, row) => [int4(row), value]));
      const { results } = await expectTheSame(plan, csv(","), batch);
      expect(results[0]?.written).toBe(values.length + 1);
    },
  );

  it.each([",", ";", "\t", "|", "§", "√", "-", ".", ":", "+", "/", "=", " ", "{"])(
    "is what it is from rows with the delimiter %j",
    async (delimiter) => {
      const rows = Array.from({ length: 40 }, (_, row) =>
        samples.map(({ values }) =>
          row % 9 === 8 ? null : (values[row % Math.min(values.length, 30)] ?? null),
        ),
      );
      await expectTheSame(planOf(samples), csv(delimiter), framesBatch(rows));
    },
  );

  it("has the texts that RFC 4180 wants", async () => {
    const plan = planOf(
      [samples[0], samples[0]].map((sample) => sample ?? { wire: "text", type: { kind: "string" } }),
    );
    const batch = framesBatch([
      [text("a,b"), text("")],
      [null, text('x"y')],
      [text("é"), null],
    ]);
    const { text: written } = await write(plan, csv(","), [batch]);
    const lead = 'X,2026-01-01T12:00:00.123Z,"{""sync_id"":1,""changes"":[]}",1';
    expect(written.split("\n").slice(1)).toEqual([`${lead},"a,b",""`, `${lead},,"x""y"`, `${lead},é,`, ""]);
  });

  it("says what had to be changed, in the row and in the result", async () => {
    const plan = planOf([
      { wire: "int4", type: { kind: "integer", bits: 32 } },
      { wire: "json", type: { kind: "json" } },
    ]);
    const batch = framesBatch([
      [int4(1), text("{broken")],
      [int4(2), text(`"${half}"`)],
      [int4(3), text("[]")],
    ]);
    const { text: written, results } = await expectTheSame(plan, csv(","), batch);
    expect(results).toEqual([{ written: 3, changed: 2, quarantined: [] }]);
    const reason = "DESTINATION_SERIALIZATION_ERROR";
    expect(written.replaceAll('""', '"')).toContain(
      `"changes":[{"field":"f1","change":"NULLED","reason":"${reason}"}]`,
    );
    expect(written).toMatch(/TRUNCATED.*,2,"""\\ufffd"""\n.*"changes"":\[\]}",1,3,\[\]\n$/);
  });

  it("has U+FFFD for what is no text, and keeps apart what is one only together", async () => {
    const plan = planOf(
      [samples[0], samples[0]].map(() => ({ wire: "text", type: { kind: "string" } }) as const),
    );
    const batch = framesBatch([
      [text("fine"), text("é")],
      [Uint8Array.of(0xc3), Uint8Array.of(0xa4)],
      [Uint8Array.of(0xed, 0xa0, 0xbd), Uint8Array.of(0x22, 0xff)],
    ]);
    for (const delimiter of [",", "§"]) await expectTheSame(plan, csv(delimiter), batch);
    expect((await write(plan, csv(","), [batch])).text).toContain(",\ufffd,\ufffd\n");
  });

  it("is cut where a file has its rows, in blocks of about a megabyte elsewhere", async () => {
    const plan = planOf([{ wire: "int4", type: { kind: "integer", bits: 32 } }]);
    const batch = framesBatch(Array.from({ length: 30_000 }, (_, row) => [int4(row)]));
    const cut = await write(plan, csv(","), [batch, batch], 7000);
    expect(cut.blockRows).toEqual([7000, 7000, 7000, 7000, 7000, 7000, 7000, 7000, 4000]);
    const whole = await write(plan, csv(","), [batch]);
    expect(whole.blockRows.length).toBeGreaterThan(2);
    expect(cut.text).toBe(whole.text + whole.text.slice(whole.text.indexOf("\n") + 1));
  });

  it("has another id of version 7 in every row, and rising ones where nothing is changed", async () => {
    const plan = planOf([]);
    const ids: string[] = [];
    const blocks = new LineBlocks(plan, csv(","), {
      ...{ room: () => Infinity, isBare: () => false },
      put({ data }) {
        ids.push(
          ...Buffer.from(data)
            .toString()
            .split("\n")
            .slice(0, -1)
            .map((line) => line.slice(0, 36)),
        );
        return Promise.resolve();
      },
    });
    await blocks.add(framesBatch(Array.from({ length: 5000 }, () => [])));
    await blocks.flush();
    expect(new Set(ids).size).toBe(5000);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it.each([csv(",", "gzip"), csv("-"), { format_type: "JSONL", compression: "none" } as const])(
    "is what it is from rows as %j, also with raw normalization",
    async (format) => {
      const [first, second] = [samples[0], samples[8]];
      if (!first || !second) throw new Error("Two samples are missing.");
      const batch = framesBatch(texts.slice(0, 20).map((value, row) => [value, second.values[row] ?? null]));
      for (const normalization of ["basic", "raw"] as const)
        await expectTheSame(planOf([first, second], { normalization }), format, batch);
    },
  );

  it("of another number of rows or fields than they say are a fault of the source", async () => {
    const plan = planOf([{ wire: "text", type: { kind: "string" } }]);
    await expect(write(plan, csv(","), [{ ...framesBatch([[null]]), count: 2 }])).rejects.toThrow(
      /2 rows has 1 tuples/,
    );
    await expect(write(plan, csv(","), [framesBatch([[null, null]])])).rejects.toThrow(
      /2 fields where 1 were expected/,
    );
  });
});

function buffer(length: number, put: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  put(new DataView(bytes.buffer));
  return bytes;
}
