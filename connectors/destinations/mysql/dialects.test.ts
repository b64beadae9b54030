import { describe, expect, it } from "vitest";
import { insertDialect, loadDialect, type Target } from "./dialects";
import { fitJson, maxJsonDepth } from "./json-text";

const target: Target = {
  table: "`d`.`t`",
  columns: [
    { name: "a`b", isBytes: false },
    { name: "bytes", isBytes: true },
    { name: "meta", isBytes: false },
  ],
  constants: new Map([["at", "'now'"]]),
  fallback: { column: "meta", sql: "'{}'" },
};

describe("rows on their way to LOAD DATA", () => {
  it("are lines of fields between tabs, with everything escaped that means something there", () => {
    const cells = ["\\N\t\n\r\0é", Uint8Array.of(0, 255), null];
    expect(loadDialect.row(cells.map((cell) => loadDialect.write(cell)))).toBe(
      "\\\\N\\t\\n\\r\\0é\t00ff\t\\N\n",
    );
  });

  it("are asked for by a statement that turns hexadecimal back into bytes, and fills in what is the same", () => {
    const sql = loadDialect.statement(target);
    expect(sql).toContain("(`a``b`, @c1, @c2)");
    expect(sql).toContain("SET `at` = 'now', `bytes` = UNHEX(@c1), `meta` = COALESCE(@c2, '{}')");
    expect(sql).toContain(`FIELDS TERMINATED BY '\\t' ENCLOSED BY '' ESCAPED BY '\\\\'`);
  });
});

describe("rows on their way by INSERT", () => {
  const dialect = insertDialect(target);
  const row = (...cells: (string | Uint8Array | null)[]) =>
    dialect.row(cells.map((cell) => dialect.write(cell)));
  it("are tuples of quoted values, with the constants behind", () => {
    expect(dialect.statement(target)).toBe("INSERT INTO `d`.`t` (`a``b`, `bytes`, `meta`, `at`) VALUES ");
    expect(row("it's \\ NULL", Uint8Array.of(0, 255), null)).toBe("('it\\'s \\\\ NULL',X'00ff','{}','now')");
    expect(row(null, null, '{"a":1}')).toBe(`(NULL,NULL,'{"a":1}','now')`);
  });
});

describe("JSON for the server", () => {
  it.each([
    ['{"a":[1,2]}', '{"a":[1,2]}'],
    ['"\\ud83c\\udf0d"', '"\\ud83c\\udf0d"'],
    ['"\\\\ud800"', '"\\\\ud800"'],
    ['"\\ud800 \\udc00"', '"\\ufffd \\ufffd"'],
    ['"\\\\\\ud800x"', '"\\\\\\ufffdx"'],
    ['"\ud800"', '"\ufffd"'],
  ])("%s goes as %s", (text, expected) => {
    expect(fitJson(text, 31)).toEqual({ text: expected, mended: expected !== text });
  });

  it.each(["", "{", "NaN", "'a'", '{"a":1,}'])("%s is none", (text) => {
    expect(fitJson(text, 31)).toBeNull();
  });

  it("may nest as deep as the server takes it, whatever its texts hold", () => {
    const nested = (levels: number) => '{"[{\\"":'.repeat(levels) + '"[[["' + "}".repeat(levels);
    expect(fitJson(nested(31), maxJsonDepth(true))).not.toBeNull();
    expect(fitJson(nested(32), maxJsonDepth(true))).toBeNull();
    expect(fitJson(nested(100), maxJsonDepth(false))).not.toBeNull();
    expect(fitJson(nested(101), maxJsonDepth(false))).toBeNull();
  });
});
