import { describe, expect, it } from "vitest";
import { CellIndex, escaped, quoted, type PlainDialect } from "./cell-index";

const dialect: PlainDialect = { separator: 44, quote: 34, columns: 2, skipsBlankLines: true };

function cellsOf(text: string, more: Partial<PlainDialect> = {}) {
  const bytes = Buffer.from(text);
  const index = new CellIndex({ ...dialect, ...more });
  if (!index.find(bytes)) return null;
  const cell = (at: number) => {
    const content = bytes.toString("utf8", index.starts[at], index.ends[at]);
    return index.forms[at] === quoted
      ? `'${content}'`
      : index.forms[at] === escaped
        ? `''${content}''`
        : content;
  };
  const columns = more.columns ?? dialect.columns;
  const rows = Array.from({ length: index.rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => cell(row * columns + column)),
  );
  return { rows, rest: bytes.toString("utf8", index.end) };
}

describe("cells of plain rows", () => {
  it.each<[string, string[][], string]>([
    [
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
      "",
    ],
    [
      "a,b\r\nc,d\r\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
      "",
    ],
    [",\n", [["", ""]], ""],
    ['"a,b","c\nd"\n', [["'a,b'", "'c\nd'"]], ""],
    ['"a ""b""",""\n', [["''a \"\"b\"\"''", "''"]], ""],
    ['a"b,c" d\n', [['a"b', 'c" d']], ""],
    ["é,😀\n", [["é", "😀"]], ""],
    ["\n\r\na,b\n\n", [["a", "b"]], ""],
    ["a,b\nc,", [["a", "b"]], "c,"],
    ['a,b\n"c,d\n', [["a", "b"]], '"c,d\n'],
    ['a,b\nc,"d"', [["a", "b"]], 'c,"d"'],
    ["a,b\nc,d\r", [["a", "b"]], "c,d\r"],
    ["", [], ""],
  ])("are found in %j", (text, rows, rest) => {
    expect(cellsOf(text)).toEqual({ rows, rest });
  });

  it.each([
    ["too few cells", "a\nb,c\n"],
    ["too many cells", "a,b,c\n"],
    ["a line that ends by CR", "a,b\rc,d\n"],
    ["text behind a closing quote", '"a"b,c\n'],
    ["spaces behind a closing quote", '"a" ,c\n'],
  ])("are not told from bytes where there are %s", (_what, text) => {
    expect(cellsOf(text)).toBeNull();
  });

  it("are found by other characters, and where quotes mean nothing", () => {
    expect(cellsOf('"a;b"\n', { separator: 59, quote: -1 })?.rows).toEqual([['"a', 'b"']]);
    expect(cellsOf("'a;1';b\n", { separator: 59, quote: 39 })?.rows).toEqual([["'a;1'", "b"]]);
    expect(cellsOf("a\tb\n", { separator: 9 })?.rows).toEqual([["a", "b"]]);
  });

  it("are not guessed at where a blank line is a row", () => {
    expect(cellsOf("a,b\n\nc,d\n", { skipsBlankLines: false })).toBeNull();
  });

  it("are found in block after block by the same index", () => {
    const index = new CellIndex(dialect);
    expect(index.find(Buffer.from("a,b\nc"))).toBe(true);
    expect(index.find(Buffer.from("ccccccccc,d\ne,f\n"))).toBe(true);
    expect([index.rows, index.end, index.starts[0], index.ends[0]]).toEqual([2, 16, 0, 9]);
  });
});
