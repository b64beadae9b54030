/** A piece of a description. Nothing else is ever drawn, so a spec cannot bring markup of its own into the page. */
export type RichTextNode =
  | { kind: "text" | "code" | "strong"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "break" };

/* Earlier alternatives win: what stands in backticks is code, whatever it looks like. */
const token =
  /```(?<fence>[\s\S]*?)```|`(?<tick>[^`]+)`|<a\b(?<attributes>[^>]*)>(?<anchor>[\s\S]*?)<\/a\s*>|<code>(?<code>[\s\S]*?)<\/code>|<(?:b|strong)>(?<bold>[\s\S]*?)<\/(?:b|strong)>|\*\*(?<stars>[^*\n]+)\*\*|\[(?<label>[^\]\n]+)\]\((?<target>[^()\s]+(?:\([^()\s]*\)[^()\s]*)?)\)|(?<url>https?:\/\/[^\s<>"'`]+)|(?<line><br\s*\/?>|<\/?p>|<\/?[ou]l>|\n\s*\n)|(?<item><li>|\n\s*[-*•]\s+)|<\/?(?:li|i|em|u|span)\b[^>]*>/gi;

/** Reads the HTML and Markdown that descriptions of connectors are written in; anything unknown stays as text. */
export function richText(source: string): RichTextNode[] {
  const nodes: RichTextNode[] = [];
  let end = 0;
  for (const match of source.matchAll(token)) {
    pushText(nodes, source.slice(end, match.index));
    nodes.push(...nodesOf(match.groups ?? {}, match[0]));
    end = match.index + match[0].length;
  }
  pushText(nodes, source.slice(end));
  return trimBreaks(nodes);
}

function nodesOf(groups: Record<string, string | undefined>, whole: string): RichTextNode[] {
  const { fence, tick, code, bold, stars, anchor, attributes, label, target, url, line, item } = groups;
  if (fence !== undefined || tick !== undefined || code !== undefined) {
    return [{ kind: "code", text: (fence ?? tick ?? decode(code ?? "")).trim() }];
  }
  if (bold !== undefined || stars !== undefined)
    return [{ kind: "strong", text: plain(bold ?? stars ?? "") }];
  if (anchor !== undefined) return [linkOrText(plain(anchor), hrefIn(attributes ?? ""))];
  if (label !== undefined && target !== undefined)
    return [linkOrText(plain(label).replaceAll("`", ""), target)];
  if (url !== undefined) return bareLink(url);
  if (line !== undefined) return [{ kind: "break" }];
  if (item !== undefined) return [{ kind: "break" }, { kind: "text", text: "• " }];
  return whole.startsWith("<") ? [] : [{ kind: "text", text: whole }];
}

function linkOrText(text: string, target: string | undefined): RichTextNode {
  const href = target === undefined ? undefined : safeHref(decode(target));
  return href === undefined ? { kind: "text", text } : { kind: "link", text: text || href, href };
}

/** The stop at the end of a sentence does not belong to the address. */
function bareLink(url: string): RichTextNode[] {
  const address = url.replace(/[.,;:!?)\]]+$/, "");
  if (safeHref(decode(address)) === undefined) return [{ kind: "text", text: url }];
  const rest = url.slice(address.length);
  const link = linkOrText(address.replace(/^https?:\/\//, ""), address);
  return rest === "" ? [link] : [link, { kind: "text", text: rest }];
}

/** Only addresses one can go to: never javascript:, data: or a path on this console. */
function safeHref(target: string): string | undefined {
  if (!URL.canParse(target)) return undefined;
  const url = new URL(target);
  return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : undefined;
}

function hrefIn(attributes: string): string | undefined {
  const found = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

function pushText(nodes: RichTextNode[], text: string): void {
  const read = decode(text).replace(/\s+/g, " ");
  if (read !== "") nodes.push({ kind: "text", text: read });
}

function plain(text: string): string {
  return decode(text.replace(/<\/?[a-z][^>]*>/gi, ""))
    .replace(/\s+/g, " ")
    .trim();
}

const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  nbsp: " ",
};

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|#39|nbsp);/g, (whole, name: string) => entities[name] ?? whole);
}

/** No empty line at the ends, never two in a row. */
function trimBreaks(nodes: readonly RichTextNode[]): RichTextNode[] {
  const shown = nodes.filter((node) => node.kind !== "text" || node.text.trim() !== "" || node.text === " ");
  const start = shown.findIndex((node) => !isGap(node));
  const end = shown.findLastIndex((node) => !isGap(node));
  return shown.slice(Math.max(0, start), end + 1).filter((node, index, all) => {
    if (node.kind !== "break") return true;
    const before = all.slice(0, index).findLast((other) => !(other.kind === "text" && other.text === " "));
    return before?.kind !== "break";
  });
}

function isGap(node: RichTextNode): boolean {
  return node.kind === "break" || (node.kind === "text" && node.text.trim() === "");
}
