/** What a path is made of: where a destination stands, and the table that is written. */
export interface PathParts {
  workspace: string;
  destination: string;
  /** "" where there is none. */
  namespace: string;
  stream: string;
}

export const defaultPathTemplate = "dataos://${destination}:${namespace}/${stream}";

/** The stream under which a destination is asked about for what belongs to none of its streams. */
export const ownStream = "_sluice";

const placeholderPattern = /\$?\{([^{}]*)\}/g;

const readers: Record<string, (parts: PathParts) => string> = {
  workspace: ({ workspace }) => named(workspace),
  destination: ({ destination }) => named(destination),
  namespace: ({ namespace }) => (namespace === "" ? "default" : escaped(namespace)),
  stream: ({ stream }) => escaped(stream),
};

/** What of a template is no placeholder, as it is written there; null where nothing is wrong. */
export function findUnknownPlaceholder(template: string): string | null {
  for (const [placeholder, name = ""] of template.matchAll(placeholderPattern))
    if (!Object.hasOwn(readers, name)) return placeholder;
  return /\$?[{}].*/.exec(template.replaceAll(placeholderPattern, ""))?.[0] ?? null;
}

/** A path of a template in which every placeholder is known. Two tables never come to the same path by their names alone. */
export function fillPath(template: string, parts: PathParts): string {
  return template.replaceAll(placeholderPattern, (_, name: string) => readers[name]?.(parts) ?? "");
}

/** A name that people gave, as one part of an address. */
function named(name: string): string {
  return name.replace(/[^A-Za-z0-9_.-]/g, "-");
}

/** What separates parts of a path, or stands for many, is text within a table's name: `a/b` is no `b` in `a`. */
function escaped(name: string): string {
  return name.replace(/[%/:*?#\s\u0000-\u001f\u007f]/g, percentEncoded);
}

function percentEncoded(character: string): string {
  const bytes = [...Buffer.from(character, "utf8")];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
