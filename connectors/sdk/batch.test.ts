import { expect, it } from "vitest";
import { utf8Texts } from "./batch";

it.each([
  [["a", null, "", "bcd", "ef"]],
  [["ä", null, "", "日本", "e\u{1f600}"]],
  [["abc", "ä", null, "z", ""]],
])("texts from UTF-8 are those that went in, from any row on: %j", (texts) => {
  const parts = texts.map((text) => Buffer.from(text ?? "", "utf8"));
  const offsets = new Int32Array(parts.length + 1);
  for (const [row, part] of parts.entries()) offsets[row + 1] = (offsets[row] ?? 0) + part.length;
  const valid = Uint8Array.from(texts, (text) => (text === null ? 0 : 1));
  const column = { as: "utf8", values: new Uint8Array(Buffer.concat(parts)), offsets, valid } as const;
  for (let start = 0; start <= texts.length; start++)
    for (let end = start; end <= texts.length; end++)
      expect(utf8Texts(column, start, end)).toEqual(texts.slice(start, end));
});
