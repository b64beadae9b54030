import { describe, expect, it } from "vitest";
import type { Change, Field, Value } from "@/connectors/sdk";
import { parseTimestamp } from "@/connectors/sdk/postgres/datetime";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";
import { isWireType } from "@/connectors/sdk/postgres/wire-types";
import { parseCsvOptions } from "../../reader-options";
import { fieldTypes } from "../../values";
import { createCsvTable } from "../table";
import { withNativeTypes } from "./dialect";

const options = parseCsvOptions(undefined);

function tableOf(columns: string[]) {
  const table = createCsvTable(options);
  table.push(`${columns.join(",")}\n`);
  return table;
}

/** Comparable: instants by what they are, as frames give all six decimals. */
function plainly(value: Value, { type }: Field): unknown {
  if (value === null || type.kind !== "timestamp") return typeof value === "bigint" ? Number(value) : value;
  return Number(parseTimestamp(String(value)));
}

function byBytes(text: string, fields: Field[]): unknown[][] | null {
  const taken = tableOf(fields.map(({ name }) => name))
    .createTupleTaker?.(fields)
    ?.take(Buffer.from(text));
  if (!taken) return null;
  const wires = fields.flatMap(({ native }) => (isWireType(native) ? [native] : []));
  const rows = taken.tuples ? decodeRows(taken.tuples, wires) : [];
  return rows.map((row) => row.map((value, index) => plainly(value, fields[index] as Field)));
}

function byText(text: string, fields: Field[]) {
  const table = tableOf(fields.map(({ name }) => name));
  const converter = table.createConverter(fields, { isDamaged: false });
  const changes: Change[] = [];
  const rows = [...table.push(text), ...table.end()].map((row) => converter.convert(row, changes));
  return {
    rows: rows.map((row) => row.map((value, index) => plainly(value, fields[index] as Field))),
    changes,
  };
}

const fieldsOf = (...types: (keyof typeof fieldTypes)[]) =>
  withNativeTypes(
    types.map((type, index) => ({ name: `c${index}`, type: fieldTypes[type], nullable: true })),
    options,
  );

const samples: [keyof typeof fieldTypes, string[]][] = [
  [
    "integer",
    ["0", "7", "-7", "999999999999999", "9007199254740993", "-9223372036854775808", "5.0", "5e3", " 4 "],
  ],
  ["decimal", ["0", "0.00", "1.50", "-1.50", ".5", "-.25", "10000", "0.0001", "12345678.1234", "100.0000"]],
  [
    "decimal",
    [
      "123456789012345678901234567890.123456789",
      "1e3",
      "-1.25E-3",
      "1e300",
      "NaN",
      "-Infinity",
      "999999999999",
    ],
  ],
  [
    "number",
    ["0", "-0", "1.5", "0.1", "-123456.789", "1e-7", "0.30000000000000004", "Infinity", "NaN", ".1"],
  ],
  ["boolean", ["true", "False", "TRUE"]],
  [
    "date",
    ["2024-02-29", "0001-01-01", "9999-12-31", "2000-01-01", "1999-12-31", "1900-02-28", "2000-02-29"],
  ],
  ["timestamp", ["2024-02-29T10:20:30", "2024-02-29 10:20", "1801-01-01 00:00:00.5", "0001-01-01T00:00:00"]],
  ["timestamp", ['"2024-02-29 10:20:30,25"', "2024-02-29 10:20:30.123456", "2024-02-29 10:20:30.100000000"]],
  ["timestampZoned", ["2024-01-01T00:20:30.25+01:30", "2024-02-28 23:30:00-01", "2024-01-01 10:20:30Z"]],
  [
    "timestampZoned",
    ["2024-01-01 10:20:30 +0000", "2024-01-01 10:20z", "9999-12-31T23:00:00+02:00", "2024-01-01T00:00:00+18"],
  ],
  [
    "string",
    ["a", " a ", "é😀", '"a,b"', '"say ""no"""', '""', "", '"a\nb"', 'a"b', "007", "x".repeat(5000)],
  ],
];

describe("tuples of plain rows", () => {
  it.each(samples)("hold %ss as texts are read: %j", (type, texts) => {
    const fields = fieldsOf(type, "string");
    const csv = texts.map((text) => `${text},x\n`).join("");
    const { rows, changes } = byText(csv, fields);
    expect(changes).toEqual([]);
    expect(rows).toHaveLength(texts.length);
    expect(byBytes(csv, fields)).toEqual(rows);
  });

  it.each(["integer", "decimal", "number", "boolean", "date", "timestamp", "timestampZoned"] as const)(
    "hold nulls for cells of %ss with nothing in them, quoted or not",
    (type) => {
      const fields = fieldsOf(type, "string");
      expect(byBytes(',x\n"",y\n', fields)).toEqual([
        [null, "x"],
        [null, "y"],
      ]);
    },
  );

  it.each<[keyof typeof fieldTypes, string]>([
    ["integer", "1.5"],
    ["integer", "9223372036854775808"],
    ["integer", '"1""2"'],
    ["decimal", "007"],
    ["decimal", "1e999"],
    ["decimal", "-0.00"],
    ["number", "0.12345678901234567890"],
    ["boolean", "yes"],
    ["date", "2023-02-29"],
    ["date", "0000-01-01"],
    ["date", "2024-01-01T00:00:00"],
    ["timestamp", "2024-01-01 24:00:00"],
    ["timestamp", "2024-01-01 10:00:00Z"],
    ["timestamp", "2024-01-01 10:00:00.1234567"],
    ["timestampZoned", "2024-01-01 10:00:00"],
    ["timestampZoned", "2024-01-01 10:00:00+19"],
    ["string", "a\0b"],
  ])("are not made of a %s %j, which the reader of texts has to judge", (type, text) => {
    expect(byBytes(`${text},x\n`, fieldsOf(type, "string"))).toBeNull();
  });

  it("hold the chosen fields alone, in their order, and null for the column of what is too much", () => {
    const table = tableOf(["a", "b", "c"]);
    const fields: Field[] = withNativeTypes(
      [
        { name: "c", type: fieldTypes.integer, nullable: true },
        { name: "_extra", type: { kind: "array", of: fieldTypes.string }, nullable: true },
        { name: "a", type: fieldTypes.string, nullable: true },
      ],
      options,
    );
    const taken = table.createTupleTaker?.(fields)?.take(Buffer.from("x,y,1\n,,\n"));
    expect(taken?.tuples && decodeRows(taken.tuples, ["int8", "jsonb", "varchar"])).toEqual([
      [1, null, "x"],
      [null, null, null],
    ]);
  });

  it("are made in memory that was given back, and only in that", () => {
    const fields = fieldsOf("integer", "string");
    const taker = tableOf(["c0", "c1"]).createTupleTaker?.(fields);
    const take = (text: string) => taker?.take(Buffer.from(text.repeat(100)))?.tuples;
    const [one, other] = [take("1,a text\n"), take("2,b\n")];
    expect(other?.bytes.buffer).not.toBe(one?.bytes.buffer);
    one?.release?.();
    one?.release?.();
    const [third, fourth] = [take("3,c\n"), take("4,d\n")];
    expect(third?.bytes.buffer).toBe(one?.bytes.buffer);
    expect(fourth?.bytes.buffer).not.toBe(one?.bytes.buffer);
    expect(other && decodeRows(other, ["int8", "varchar"])).toEqual(
      Array.from({ length: 100 }, () => [2, "b"]),
    );
  });

  it("say the same as texts for any numbers", () => {
    const random = seeded(7);
    const digits = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
    const fields = fieldsOf("decimal", "number", "integer");
    const lines = Array.from({ length: 3000 }, () => {
      const zeros = "0".repeat(Math.floor(random() * 5));
      const whole = String(Number(digits(Math.floor(random() * 6) + 1)) + 1);
      const decimal = `${random() < 0.3 ? "-" : ""}${whole}${zeros === "" ? "" : `.${zeros}${digits(Math.floor(random() * 5))}1`}`;
      return `${decimal},${decimal},${whole}\n`;
    }).join("");
    expect(byBytes(lines, fields)).toEqual(byText(lines, fields).rows);
  });

  it("say the same as texts for any day", () => {
    const random = seeded(11);
    const two = (limit: number) => String(Math.floor(random() * limit)).padStart(2, "0");
    const fields = fieldsOf("date", "timestampZoned");
    const isTaken = Array.from({ length: 3000 }, () => {
      const day = `${two(100)}${two(100)}-${two(14)}-${two(33)}`;
      const line = `${day},${day} ${two(25)}:${two(61)}:${two(61)}.${two(100)}+${two(20)}\n`;
      const { rows, changes } = byText(line, fields);
      const taken = byBytes(line, fields);
      expect(taken, line).toEqual(changes.length > 0 ? null : rows);
      return taken !== null;
    });
    expect(isTaken.filter(Boolean).length).toBeGreaterThan(1000);
  });
});

describe("types that are guessed at by bytes", () => {
  it.each([
    ["1,2.5,true,2024-01-01,a\n2,3,false,2024-01-02,b\n"],
    ["1,1,1,1,1\n2.5,1e3,007,-0,+1\n"],
    ["12345678901234567890,0.12345678901234567890,9007199254740993,1e400,x\n1,1e3,1e3,1,y\n"],
    [
      "2024-01-01 10:00:00,2024-01-01 10:00:00+01,2024-01-01T10:00Z,2024-13-01,2024-01-01\n2024-01-01 10:00,,,,2024-01-01 00:00:00\n",
    ],
    [',"",  , 1 ,"1"\n,"1"," ",2,"2"\n'],
    ['"a ""b""",1,2,3,4\nx,"1""2",,,\n'],
    ["NaN,1.5,Infinity,-1,True\n1,NaN,2,1,FALSE\n"],
  ])("are those that texts show: %j", (text) => {
    const columns = ["a", "b", "c", "d", "e"];
    const texts = tableOf(columns);
    const expected = texts.createInference();
    for (const row of [...texts.push(text), ...texts.end()]) expected.add(row);
    const inference = tableOf(columns).createInference();
    expect(inference.createTaker?.()?.take(Buffer.from(text))).toEqual({ count: 2, end: text.length });
    expect(inference.fields()).toEqual(expected.fields());
  });
});

describe("options that give cells a meaning of their own", () => {
  it.each([
    '{"escapechar": "\\\\"}',
    '{"comment": "#"}',
    '{"skipinitialspace": true}',
    '{"na_values": "-"}',
    '{"keep_default_na": true}',
    '{"decimal": ","}',
    '{"thousands": " "}',
    '{"doublequote": false}',
    '{"nrows": 5}',
    '{"sep": "€"}',
  ])("leave rows to the reader of texts: %s", (text) => {
    const table = createCsvTable(parseCsvOptions(text));
    table.push(text.includes("€") ? "a€b\n" : "a,b\n");
    expect(table.createTupleTaker?.(fieldsOf("string", "string"))).toBeNull();
    expect(table.createInference().createTaker?.()).toBeNull();
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x8000_0000;
  };
}
