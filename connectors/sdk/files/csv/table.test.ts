import { describe, expect, it } from "vitest";
import type { Change, Field } from "@/connectors/sdk";
import { parseCsvOptions } from "../reader-options";
import { uniqueNames } from "./names";
import type { Cell } from "./scanner";
import { createCsvTable } from "./table";

describe("names of columns", () => {
  it("are unique and never empty, as pandas has them", () => {
    expect(uniqueNames(["a", "", "a", "b", "a", ""])).toEqual([
      "a",
      "Unnamed: 1",
      "a.1",
      "b",
      "a.2",
      "Unnamed: 5",
    ]);
    expect(uniqueNames(["a", "a", "a.1"])).toEqual(["a", "a.2", "a.1"]);
    expect(uniqueNames(["Unnamed: 1", ""])).toEqual(["Unnamed: 1", "Unnamed: 1.1"]);
  });
});

describe("the head", () => {
  const text = "x,y\n\n1,2\n3,4\n";
  it.each<[object, string[], Cell[][]]>([
    [
      {},
      ["x", "y"],
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      { header: 0 },
      ["x", "y"],
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [{ header: 1 }, ["1", "2"], [["3", "4"]]],
    [
      { header: null },
      ["0", "1"],
      [
        ["x", "y"],
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      { names: ["p", "q"] },
      ["p", "q"],
      [
        ["x", "y"],
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      { names: ["p", "q"], header: 0 },
      ["p", "q"],
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [{ skiprows: 2 }, ["1", "2"], [["3", "4"]]],
    [{ skip_blank_lines: false }, ["x", "y"], [[null], ["1", "2"], ["3", "4"]]],
  ])("with %j names %j", (options, names, rows) => {
    const table = createCsvTable(parseCsvOptions(JSON.stringify(options)));
    const found = [...inPieces(text, 3).flatMap((piece) => table.push(piece)), ...table.end()];
    expect(found).toEqual(rows);
    const fields = table.createInference().fields();
    expect(fields.map(({ name }) => name)).toEqual(names);
  });
});

describe("values", () => {
  it("have the type of their column, or are null with what stood there as the reason", () => {
    const { rows, changes } = convert("id,paid,day\n1,1.50,2024-01-01\nx,y,z\n", [
      field("id", { kind: "integer", bits: 64 }),
      field("paid", { kind: "decimal" }),
      field("day", { kind: "date" }),
    ]);
    expect(rows).toEqual([
      [1, "1.50", "2024-01-01"],
      [null, null, null],
    ]);
    expect(changes).toEqual([
      [],
      [
        nulled("id", 'SOURCE_SERIALIZATION_ERROR: "x" is not of type integer'),
        nulled("paid", 'SOURCE_SERIALIZATION_ERROR: "y" is not of type decimal'),
        nulled("day", 'SOURCE_SERIALIZATION_ERROR: "z" is not of type date'),
      ],
    ]);
  });

  it("are told by the whole column: integers, decimals, dates, codes with leading zeros", () => {
    const text = "a,b,c,d,e,f\n1,1,2024-01-01,007,true,\n2,2.5,2024-01-02,12,FALSE,\n";
    expect(kinds(text)).toEqual({
      a: "integer",
      b: "decimal",
      c: "date",
      d: "string",
      e: "boolean",
      f: "string",
    });
  });

  it("ignore spaces around anything but text", () => {
    const text = "a,b\n 1 , x \n2\t,  \n";
    expect(kinds(text)).toEqual({ a: "integer", b: "string" });
    expect(convert(text).rows).toEqual([
      [1, " x "],
      [2, "  "],
    ]);
  });

  it("are null for nothing, and for empty quotes where the type is not text", () => {
    expect(convert('a,b\n1,""\n"",x\n,\n').rows).toEqual([
      [1, ""],
      [null, "x"],
      [null, null],
    ]);
  });

  it("are null for what the options call missing, and only for that", () => {
    const text = "a,b\n1,NA\nNA,n/a\n";
    expect(convert(text).rows).toEqual([
      ["1", "NA"],
      ["NA", "n/a"],
    ]);
    expect(convert(text, undefined, { na_values: "NA" }).rows).toEqual([
      [1, null],
      [null, "n/a"],
    ]);
    expect(convert(text, undefined, { keep_default_na: true }).rows).toEqual([
      [1, null],
      [null, null],
    ]);
  });

  it("take decimal commas and groups of thousands when told so, and nothing that could be either", () => {
    const options = { sep: ";", decimal: ",", thousands: "." };
    const text = "a;b;c;d\n1.234,50;1.234;2024-01-01;1.5\n-7,5;12;2024-01-02;2\n";
    expect(kinds(text, options)).toEqual({ a: "decimal", b: "integer", c: "date", d: "string" });
    expect(convert(text, undefined, options).rows).toEqual([
      ["1234.50", 1234, "2024-01-01", "1.5"],
      ["-7.5", 12, "2024-01-02", "2"],
    ]);
    expect(kinds("a\n1.500\n", { sep: ",", decimal: ";" })).toEqual({ a: "string" });
    expect(kinds("a;b\n1,000;12,34\n", { sep: ";", thousands: "," })).toEqual({ a: "integer", b: "string" });
  });

  it("may have spaces between thousands", () => {
    const options = { sep: ";", decimal: ",", thousands: " " };
    expect(convert("a;b\n1 234,50;x y\n12;1 2\n", undefined, options).rows).toEqual([
      ["1234.50", "x y"],
      ["12", "1 2"],
    ]);
  });

  it("are whole numbers also where a later one has zeros behind the point", () => {
    const { rows, changes } = convert("a\n5.0\n5.5\n", [field("a", { kind: "integer", bits: 64 })]);
    expect(rows).toEqual([[5], [null]]);
    expect(changes.map((list) => list.length)).toEqual([0, 1]);
  });

  it("have the type that dtype forces", () => {
    expect(kinds("a,b\n1,2\n", { dtype: "str" })).toEqual({ a: "string", b: "string" });
    expect(kinds("a,b\n1,2\n", { dtype: { a: "float64" } })).toEqual({ a: "number", b: "integer" });
  });

  it("keep their integers of 64 bits and their long decimals", () => {
    const text = "a,b\n9223372036854775807,0.1234567890123456789012345678\n";
    expect(convert(text).rows).toEqual([[9223372036854775807n, "0.1234567890123456789012345678"]]);
  });

  it("say where a double is not exact", () => {
    const { rows, changes } = convert("a\n0.12345678901234567891\n", [
      field("a", { kind: "number", bits: 64 }),
    ]);
    expect(rows).toEqual([[0.12345678901234568]]);
    expect(changes[0]).toEqual([expect.objectContaining({ field: "a", change: "TRUNCATED" })]);
  });
});

describe("a ragged row", () => {
  it("that is too short has nulls, and says so for each chosen field", () => {
    const { rows, changes } = convert("a,b,c\n1,2\n");
    expect(rows).toEqual([[1, 2, null]]);
    expect(changes[0]).toEqual([nulled("c", "SOURCE_SERIALIZATION_ERROR: the row has 2 of 3 cells")]);
  });

  it("that is too long keeps the rest in a field of its own, where discovery saw such rows", () => {
    const text = 'a,b\n1,2,x,"y ""z"""\n3,4\n';
    expect(kinds(text)).toEqual({ a: "integer", b: "integer", _extra: "array" });
    expect(convert(text)).toEqual({
      rows: [
        [1, 2, '["x","y \\"z\\""]'],
        [3, 4, null],
      ],
      changes: [[], []],
    });
  });

  it("that is too long keeps the rest in the reason, where there is no such field", () => {
    const fields = [field("b", { kind: "integer", bits: 64 })];
    expect(convert("a,b\n1,2,x\n", fields)).toEqual({
      rows: [[2]],
      changes: [
        [{ field: "_extra", change: "TRUNCATED", reason: expect.stringContaining('[\\"x\\"]') as string }],
      ],
    });
  });

  it("that only has separators too many is no ragged row", () => {
    expect(kinds("a,b\n1,2,,\n")).toEqual({ a: "integer", b: "integer" });
    expect(convert("a,b\n1,2,,\n")).toEqual({ rows: [[1, 2]], changes: [[]] });
  });

  it("does not take the place of a column that is called _extra", () => {
    expect(kinds("_extra,b\n1,2,3\n")).toEqual({ _extra: "integer", b: "integer", "_extra.1": "array" });
    expect(convert("_extra,b\n1,2,3\n").rows).toEqual([[1, 2, '["3"]']]);
  });
});

it("refuses fields whose column the file has no more", () => {
  expect(() => convert("a,b\n1,2\n", [field("c", { kind: "string" })])).toThrow(/no column "c".*"a", "b"/);
});

it("suspects another separator where there is one column, unless it was named", () => {
  const first = (text: string, options: object) => {
    const table = createCsvTable(parseCsvOptions(JSON.stringify(options)));
    const [row = []] = [...table.push(text), ...table.end()];
    return () => table.refuseFirst(row);
  };
  expect(first("a;b\n1;2\n", {})).toThrow(/\{"sep":";"\}/);
  expect(first("a\tb\n1\t2\n", {})).toThrow(/\{"sep":"\\t"\}/);
  expect(first("sep=;\na;b\n", {})).toThrow(/"skiprows":1/);
  expect(first("a;b\n1;2\n", { sep: "," })).not.toThrow();
  expect(first("note\nfirst; second\n", {})).not.toThrow();
  expect(first("a;b,c\n1;2,3\n", {})).not.toThrow();
});

function inPieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

function convert(text: string, fields?: Field[], options: object = {}) {
  const table = createCsvTable(parseCsvOptions(JSON.stringify(options)));
  const raws = [...table.push(text), ...table.end()];
  const inference = table.createInference();
  for (const raw of raws) inference.add(raw);
  const converter = table.createConverter(fields ?? inference.fields(), { isDamaged: false });
  const changes: Change[][] = raws.map(() => []);
  const rows = raws.map((raw, index) => converter.convert(raw, changes[index] ?? []));
  return { rows, changes };
}

function kinds(text: string, options: object = {}): Record<string, string> {
  const table = createCsvTable(parseCsvOptions(JSON.stringify(options)));
  const raws = [...table.push(text), ...table.end()];
  const inference = table.createInference();
  for (const raw of raws) inference.add(raw);
  return Object.fromEntries(inference.fields().map(({ name, type }) => [name, type.kind]));
}

function field(name: string, type: Field["type"]): Field {
  return { name, type, nullable: true };
}

function nulled(name: string, reason: string): Change {
  return { field: name, change: "NULLED", reason };
}
