import { describe, expect, it } from "vitest";
import { richText, type RichTextNode } from "./rich-text";

/** One text per description, with marks for what is not plain. */
function read(source: string): string {
  return richText(source).map(write).join("");
}

function write(node: RichTextNode): string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "break":
      return "|";
    case "link":
      return `{${node.text} → ${node.href}}`;
    default:
      return `{${node.kind} ${node.text}}`;
  }
}

describe("richText", () => {
  it.each([
    ["plain text", "plain text"],
    ['See <a href="https://example.com/a">the docs</a>.', "See {the docs → https://example.com/a}."],
    ["See <a target='_blank' href='https://example.com'>x</a>", "See {x → https://example.com/}"],
    ["See [the docs](https://example.com/a_(b)).", "See {the docs → https://example.com/a_(b)}."],
    ["At https://example.com/x, or not.", "At {example.com/x → https://example.com/x}, or not."],
    ["Use `--flag` or <code>x &amp; y</code>.", "Use {code --flag} or {code x & y}."],
    ["In the form `<slug>:<secret>`", "In the form {code <slug>:<secret>}"],
    ["<b>Note</b> and **this**", "{strong Note} and {strong this}"],
    ["one<br/>two\n\nthree\nfour", "one|two|three four"],
    ["Modes: <ul><li>a</li><li>b</li></ul>", "Modes: |• a|• b"],
    ["Modes:\n - a\n - b", "Modes:|• a|• b"],
    ["a &lt; b", "a < b"],
    ["https://<your-domain>.example.com", "https://<your-domain>.example.com"],
    ["", ""],
  ])("reads %j", (source, nodes) => expect(read(source)).toBe(nodes));

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "/settings",
    "java\nscript:alert(1)",
    "//evil.example",
  ])("makes no link of %j", (target) => {
    const nodes = [...richText(`<a href="${target}">here</a>`), ...richText(`[here](${target})`)];
    expect(nodes.filter((node) => node.kind === "link")).toEqual([]);
  });

  it("leaves unknown markup as text", () => {
    expect(read("<script>alert(1)</script><img src=x onerror=alert(1)>")).toBe(
      "<script>alert(1)</script><img src=x onerror=alert(1)>",
    );
  });
});
