import { describe, expect, it } from "vitest";
import { ConfigError } from "@/connectors/sdk";
import { createSplitter } from "../rows/splitter";
import { CsvScanner, type Cell, type Dialect } from "./scanner";

const plain: Dialect = {
  separator: ",",
  quote: '"',
  doubleQuote: true,
  escape: null,
  comment: null,
  skipInitialSpace: false,
};

describe("rows and cells", () => {
  it.each<[string, string, Cell[][]]>([
    [
      "LF",
      "a,b\n1,2\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "CR LF",
      "a,b\r\n1,2\r\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "CR",
      "a,b\r1,2\r",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["mixed line ends", "a\r\nb\nc\rd", [["a"], ["b"], ["c"], ["d"]]],
    [
      "a last row without a line end",
      "a,b\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["a text that ends with a separator", "a,", [["a", null]]],
    ["nothing between separators, and empty quotes", ',"",\n', [[null, "", null]]],
    ["a blank line", "a\n\nb\n", [["a"], [null], ["b"]]],
    ["quoted separators, quotes and line ends", '"a,b","c ""d""","e\r\nf"\n', [["a,b", 'c "d"', "e\r\nf"]]],
    ["a quote inside an unquoted cell", 'a"b,c\n', [['a"b', "c"]]],
    ["text behind the closing quote", '"a"b,"c" \n', [["ab", "c "]]],
    ["only a quoted cell at the end", '"a"', [["a"]]],
    [
      "a lone CR before a line end",
      "a,b\rc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["nothing", "", []],
  ])("are read with %s", (_what, text, rows) => {
    expect(split(plain, [text])).toEqual(rows);
  });

  it("are the same wherever the text is cut into pieces", () => {
    const text = 'a,"b ""x""",c\r\n"1\r\n2",,3\rx,"",\n\nlast,"q"\r\n';
    const whole = split(plain, [text]);
    for (let size = 1; size <= text.length; size++) expect(split(plain, inPieces(text, size))).toEqual(whole);
  });

  it("come back as they were written, for random rows in random pieces", () => {
    const random = randomizer(11);
    for (let round = 0; round < 300; round++) {
      const rows = randomRows(random);
      const lineEnd = ["\n", "\r\n", "\r"][random(3)] ?? "\n";
      const text = rows.map((row) => row.map(written).join(",") + lineEnd).join("");
      expect(split(plain, inPieces(text, 1 + random(20)))).toEqual(rows);
    }
  });

  it("follow a dialect without doubled quotes, with escapes, comments, and spaces after separators", () => {
    const escaped: Dialect = { ...plain, doubleQuote: false, escape: "\\" };
    const text = '"a \\"b\\"",c\\,d,\\\\\n';
    for (let size = 1; size <= text.length; size++) {
      expect(split(escaped, inPieces(text, size))).toEqual([['a "b"', "c,d", "\\"]]);
    }
    const commented: Dialect = { ...plain, comment: "#" };
    const notes = '# head, "\na,b # note\n#\nc,d\n# end';
    for (let size = 1; size <= notes.length; size++) {
      expect(split(commented, inPieces(notes, size))).toEqual([
        ["a", "b "],
        ["c", "d"],
      ]);
    }
    expect(split({ ...plain, skipInitialSpace: true }, ['a,  b, "c"\n'])).toEqual([["a", "b", "c"]]);
    expect(split({ ...plain, quote: null }, ['"a,"b\n'])).toEqual([['"a', '"b']]);
  });

  it("hold a cell of 16 MB that comes in small pieces, in time that grows with its length only", () => {
    const cell = "x\n".repeat(8 * 1024 * 1024);
    expect(split(plain, inPieces(`1,"${cell}"\n2,y\n`, 64 * 1024))).toEqual([
      ["1", cell],
      ["2", "y"],
    ]);
  });

  it("are refused where a quote is never closed, or a row exceeds every measure", () => {
    expect(() => split(plain, ['a,b\n1,"2\n3,4\n'])).toThrow(ConfigError);
    expect(() => split(plain, ['a,b\n1,"2\n3,4\n'])).toThrow(/row 2.*quoting/);
    const splitter = createSplitter(new CsvScanner(plain), 100);
    expect(() => inPieces(`"${"x".repeat(500)}`, 50).map((piece) => splitter.push(piece))).toThrow(
      /over 100/,
    );
  });
});

function split(dialect: Dialect, pieces: string[]): Cell[][] {
  const splitter = createSplitter(new CsvScanner(dialect));
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

function inPieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

function written(cell: Cell): string {
  if (cell === null) return "";
  return cell === "" || /["\r\n,]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function randomRows(random: (limit: number) => number): Cell[][] {
  const characters = ["a", "b", '"', ",", "\n", "\r", " ", "é", "😀", "\\"];
  const cell = (): Cell => {
    if (random(6) === 0) return null;
    return Array.from({ length: random(6) }, () => characters[random(characters.length)]).join("");
  };
  return Array.from({ length: 1 + random(6) }, () => Array.from({ length: 1 + random(4) }, cell));
}

/** Numbers below a limit, the same in every run. */
function randomizer(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
}
