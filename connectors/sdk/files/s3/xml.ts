/**
 * Reads the flat XML that S3 answers with. It has no attributes that matter, no mixed content and no nesting of an element
 * in one of its own name, so that texts between tags are all there is to find.
 */
export function elementsOf(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g");
  return [...xml.matchAll(pattern)].map(([, content = ""]) => content);
}

/** The text of the first such element; null where there is none, "" where it is empty. */
export function textOf(xml: string, name: string): string | null {
  const [first] = elementsOf(xml, name);
  if (first !== undefined) return unescapeXml(first);
  return new RegExp(`<${name}\\s*/>`).test(xml) ? "" : null;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(#x[\da-fA-F]+|#\d+|\w+);/g, (whole, name: string) => {
    if (name.startsWith("#x")) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(parseInt(name.slice(1), 10));
    return entities[name] ?? whole;
  });
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
