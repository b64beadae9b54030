export type Span = { kind: "text" | "code" | "strong"; text: string };

export type Block =
  | { kind: "heading"; level: number; spans: Span[] }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "code"; text: string }
  | { kind: "list"; items: Span[][] }
  | { kind: "table"; rows: Span[][][] };

/** The Markdown that our connectors' READMEs are written in: headings, paragraphs, lists, tables, code, links as text. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    if (line.trim() === "") continue;
    if (line.startsWith("```")) blocks.push({ kind: "code", text: takeFence(lines) });
    else if (/^#{1,6} /.test(line)) blocks.push(headingOf(line));
    else if (line.startsWith("|"))
      blocks.push(tableOf([line, ...takeWhile(lines, (next) => next.startsWith("|"))]));
    else if (isItem(line))
      blocks.push(listOf([line, ...takeWhile(lines, (next) => isItem(next) || /^\s+\S/.test(next))]));
    else blocks.push({ kind: "paragraph", spans: spansOf([line, ...takeWhile(lines, isProse)].join(" ")) });
  }
  return blocks;
}

function headingOf(line: string): Block {
  const level = line.indexOf(" ");
  return { kind: "heading", level, spans: spansOf(line.slice(level + 1)) };
}

function listOf(lines: string[]): Block {
  const items: string[] = [];
  for (const line of lines) {
    if (isItem(line)) items.push(line.replace(/^\s*([-*]|\d+\.) /, ""));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return { kind: "list", items: items.map(spansOf) };
}

function tableOf(lines: string[]): Block {
  const rows = lines.filter((line) => !/^\|[\s:|-]+\|?\s*$/.test(line));
  return { kind: "table", rows: rows.map((row) => cellsOf(row).map(spansOf)) };
}

/** A bar in code or behind a backslash belongs to its cell. */
function cellsOf(row: string): string[] {
  const inner = row.trim().replace(/^\||\|$/g, "");
  return inner
    .split(/(?<!\\)\|(?=(?:[^`]*`[^`]*`)*[^`]*$)/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function spansOf(text: string): Span[] {
  const plain = text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");
  return plain
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .filter((part) => part !== "")
    .map((part): Span => {
      if (part.startsWith("`") && part.endsWith("`") && part.length > 1)
        return { kind: "code", text: part.slice(1, -1) };
      if (part.startsWith("**")) return { kind: "strong", text: part.slice(2, -2) };
      return { kind: "text", text: part };
    });
}

function takeFence(lines: string[]): string {
  const code = takeWhile(lines, (line) => !line.startsWith("```"));
  lines.shift();
  return code.join("\n");
}

function takeWhile(lines: string[], accept: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !accept(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

function isItem(line: string): boolean {
  return /^\s*([-*]|\d+\.) /.test(line);
}

function isProse(line: string): boolean {
  return line.trim() !== "" && !isItem(line) && !/^(#{1,6} |```|\|)/.test(line);
}
