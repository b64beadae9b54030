import { describe, expect, it } from "vitest";
import { ConfigError } from "../../errors";
import { decodeRows } from "../../postgres/decode-rows";
import type { Field } from "../../values";
import { createDecoder } from "../content/decode";
import { withNativeTypes } from "../csv/plain/dialect";
import { createCsvTable } from "../csv/table";
import type { Cell } from "../csv/scanner";
import { start, type Place } from "../format";
import { parseCsvOptions } from "../reader-options";
import { fieldTypes } from "../values";
import { BlockPieces } from "./block-pieces";
import { TextPieces } from "./text-pieces";

interface Read {
  rows: unknown[][];
  /** How many of them were taken from their bytes. */
  taken: number;
  /** Where reading can go on, and the rows before. */
  places: Place[];
  isDamaged: boolean;
}

/** Of text, so that what is read is what is written. */
const fieldsOf = (columns: string[]): Field[] =>
  withNativeTypes(
    columns.map((name) => ({ name, type: fieldTypes.string, nullable: true })),
    parseCsvOptions(undefined),
  );

async function read(
  bytes: Buffer,
  { size, options = "{}", byBytes }: { size: number; options?: string | undefined; byBytes: boolean },
): Promise<Read> {
  const parsed = parseCsvOptions(options);
  const table = createCsvTable(parsed);
  const decoder = createDecoder(parsed.encoding);
  const texts = new TextPieces<Cell[]>({ table, decoder, label: "a.csv" }, start);
  const begun = await decoder.begin(inChunks(bytes, size), 0);
  const columns = parsed.names ?? (parsed.header === null ? ["0", "1", "2"] : ["a", "b", "c"]);
  const fields = fieldsOf(columns.map((name) => (bytes.includes('"b\n2"') && name === "b" ? "b\n2" : name)));
  const blocks = new BlockPieces(texts, (ready) => ready.createTupleTaker?.(fields) ?? null);
  const result: Read = { rows: [], taken: 0, places: [], isDamaged: false };
  for await (const piece of byBytes ? blocks.read(begun) : texts.read(begun)) {
    if (piece.taken?.tuples) {
      result.rows.push(
        ...decodeRows(
          piece.taken.tuples,
          columns.map(() => "varchar" as const),
        ),
      );
      result.taken += piece.taken.count;
    }
    const converter = table.createConverter(fields, decoder);
    for (const row of piece.rows) result.rows.push(converter.convert(row, []));
    const offset = piece.offset();
    if (offset !== null) result.places.push({ offset, rows: result.rows.length });
    result.isDamaged ||= decoder.isDamaged;
  }
  return result;
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size));
}

const many = (count: number) =>
  Array.from({ length: count }, (_, row) => `${row},"x ""y""",é${row}\n`).join("");

const files: [string, string | Buffer, string?][] = [
  ["a file", `a,b,c\n${many(50)}`],
  ["one without a line end at its end", `a,b,c\n1,2,3\n4,5,6`],
  ["one with a quoted cell at its end", `a,b,c\n1,2,"3"`],
  ["one with lines that end by CR LF", "a,b,c\r\n1,2,3\r\n4,5,6\r\n"],
  ["one with lines that end by CR", "a,b,c\r1,2,3\r4,5,6\r"],
  ["one that changes to CR", "a,b,c\n1,2,3\n4,5,6\r7,8,9\r"],
  ["a byte order mark", "\uFEFFa,b,c\n1,2,3\n"],
  ["cells over several lines", `a,b,c\n1,"x\ny\n\nz",3\n${many(5)}"\n\n",,\n`],
  ["a head in quotes", `"a","b",c\n${many(5)}`],
  ["a head over several lines", `a,"b\n2",c\n${many(5)}`],
  ["ragged rows here and there", `a,b,c\n${many(20)}1,2\n${many(20)}1,2,3,4\n${many(20)}`],
  ["blank lines", `\n\na,b,c\n\n${many(3)}\n\n${many(3)}\n`],
  ["blank lines that are rows", `a,b,c\n${many(3)}\n${many(3)}`, '{"skip_blank_lines": false}'],
  ["no head", many(9), '{"header": null}'],
  ["no head, and blank lines first", `\n\n${many(9)}`, '{"header": null}'],
  ["no head, and a first row over several lines", `"1\n2",b,c\n${many(9)}`, '{"header": null}'],
  ["names of its own", many(9), '{"names": ["p", "q", "r"]}'],
  ["lines before the head", `note\n\na,b,c\n${many(9)}`, '{"skiprows": 1}'],
  ["a head further down", `x,y,z\nu,v,w\na,b,c\n${many(9)}`, '{"header": 2}'],
  ["nothing but a head", "a,b,c\n"],
  ["nothing but a head that does not end", "a,b,c"],
  [
    "bytes that are no UTF-8, later on",
    Buffer.concat([Buffer.from(`a,b,c\n${many(30)}`), Buffer.from([0xff, 0x0a]), Buffer.from(many(9))]),
  ],
  [
    "bytes that are no UTF-8 in the head",
    Buffer.concat([Buffer.from("a,b,c"), Buffer.from([0x0a, 0xff]), Buffer.from(",2,3\n4,5,6\n")]),
  ],
  ["U+0000 in a text", `a,b,c\n${many(500)}1,x\0y,3\n${many(3)}`],
  ["text behind quotes", `a,b,c\n"1"x,2,3\n${many(3)}`],
  ["quotes that mean nothing", `a,b,c\n"1,2",3\n4,5,6\n`, '{"quoting": 3}'],
];

describe("rows by their bytes", () => {
  describe.each([1, 2, 3, 7, 64, 100_000])("in chunks of %i bytes", (size) => {
    it.each(files)("are those by its text: %s", async (_what, content, options) => {
      const bytes = Buffer.from(content);
      const byText = await read(bytes, { size: 100_000, options, byBytes: false });
      const byBytes = await read(bytes, { size, options, byBytes: true });
      expect(byBytes.rows).toEqual(byText.rows);
      expect(byBytes.isDamaged).toBe(byText.isDamaged);
    });
  });

  it.each([20, 300])("tell exactly where reading can go on, in chunks of %i bytes", async (size) => {
    const body = `${many(20)}1,2\n${many(20)}\n5,"6\n",7\n${many(10)}`;
    const bytes = Buffer.from(`a,b,c\n${body}`);
    const { rows, places } = await read(bytes, { size, byBytes: true });
    expect(places.length).toBeGreaterThan(2);
    for (const place of places) {
      const rest = Buffer.concat([Buffer.from("a,b,c\n"), bytes.subarray(place.offset)]);
      expect((await read(rest, { size: 1000, byBytes: false })).rows).toEqual(rows.slice(place.rows));
    }
  });

  it("are taken from their bytes but for blocks in which some are not plain", async () => {
    const bytes = Buffer.from(`a,b,c\n${many(2000)}1,2\n${many(2000)}`);
    const { rows, taken } = await read(bytes, { size: 1000, byBytes: true });
    expect(rows).toHaveLength(4001);
    expect(taken).toBeGreaterThan(3900);
    expect(taken).toBeLessThan(4001);
  });

  it("go as text where a row is very long", async () => {
    const long = "x".repeat(3 * 1024 * 1024);
    const bytes = Buffer.from(`a,b,c\n1,2,3\n4,"${long}\n",6\n7,8,9\n`);
    const { rows } = await read(bytes, { size: 64 * 1024, byBytes: true });
    expect(rows.map(([first]) => first)).toEqual(["1", "4", "7"]);
    expect(rows[1]?.[1]).toBe(`${long}\n`);
  });

  it.each([
    ["", /"a.csv" is empty/],
    ["\n\n", /"a.csv" is empty/],
    ['a,b,c\n1,"2,3\n4,5,6\n', /quote that is never closed/],
    ["<!DOCTYPE html>\n<html></html>\n", /web page/],
    ["a\0,b\n1,2\n", /zero bytes/],
  ])("are refused like those by text: %j", async (text, says) => {
    for (const byBytes of [true, false]) {
      const reading = read(Buffer.from(text), { size: 5, byBytes });
      await expect(reading).rejects.toThrow(ConfigError);
      await expect(read(Buffer.from(text), { size: 100, byBytes })).rejects.toThrow(says);
    }
  });
});
