import { describe, expect, it } from "vitest";
import { parseMarkdown } from "./markdown";

const text = (value: string) => [{ kind: "text", text: value }];

describe("a README", () => {
  it("becomes headings, paragraphs, lists, tables and code", () => {
    const source =
      "# Title\n\nOne\ntwo `three` **four**.\n\n- a\n  more\n- b\n\n| x | y |\n| --- | --- |\n| 1 | `a|b` |\n\n```sh\nls\n```\n";
    expect(parseMarkdown(source)).toEqual([
      { kind: "heading", level: 1, spans: text("Title") },
      {
        kind: "paragraph",
        spans: [
          { kind: "text", text: "One two " },
          { kind: "code", text: "three" },
          { kind: "text", text: " " },
          { kind: "strong", text: "four" },
          { kind: "text", text: "." },
        ],
      },
      { kind: "list", items: [text("a more"), text("b")] },
      {
        kind: "table",
        rows: [
          [text("x"), text("y")],
          [text("1"), [{ kind: "code", text: "a|b" }]],
        ],
      },
      { kind: "code", text: "ls" },
    ]);
  });

  it("keeps the words of links and never loses text, whatever it holds", () => {
    expect(parseMarkdown("See [the docs](javascript:alert(1)) <script>")).toEqual([
      { kind: "paragraph", spans: text("See the docs) <script>") },
    ]);
    expect(parseMarkdown("```\nnever closed")).toEqual([{ kind: "code", text: "never closed" }]);
  });
});
