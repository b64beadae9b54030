import { createHash } from "node:crypto";
import type { IdentifierRules } from "../destination";

const hashLength = 8;

/** Characters no file system we write to takes in a name. */
const unsafeInFiles = /[\u0000-\u001f\u007f<>:"/\\|?*]/g;
const controls = /[\u0000-\u001f\u007f]/g;

/**
 * A name as an identifier of the destination: same input, same output, never empty, never longer than allowed.
 * Two names may become the same identifier; `uniqueIdentifiers` settles that.
 */
export function toIdentifier(name: string, rules: IdentifierRules): string {
  const styled = applyCase(applyStyle(name, rules.style), rules.case);
  return shorten(styled === "" ? "_" : styled, rules.maxBytes);
}

/** Identifiers of `names` in their order; a later one that would equal an earlier or a `reserved` one gets _1, _2, … */
export function uniqueIdentifiers(
  names: string[],
  rules: IdentifierRules,
  reserved: Iterable<string> = [],
): string[] {
  const fold = (identifier: string) => (rules.foldsCase ? identifier.toLowerCase() : identifier);
  const taken = new Set([...reserved].map(fold));
  return names.map((name) => {
    const wanted = toIdentifier(name, rules);
    let identifier = wanted;
    for (let suffix = 1; taken.has(fold(identifier)); suffix++) {
      identifier = withSuffix(wanted, `_${suffix}`, rules.maxBytes);
    }
    taken.add(fold(identifier));
    return identifier;
  });
}

/** `name` followed by `suffix`, cut where the two together are too long. */
export function withSuffix(name: string, suffix: string, maxBytes: number): string {
  return cutToBytes(name, maxBytes - Buffer.byteLength(suffix)) + suffix;
}

function applyStyle(name: string, style: IdentifierRules["style"]): string {
  switch (style) {
    case "postgres": {
      const plain = name
        .normalize("NFKD")
        .replace(/\p{M}/gu, "")
        .replace(/\s+/g, "_")
        .replace(/[^A-Za-z0-9_]/gu, "_");
      return /^\d/.test(plain) ? `_${plain}` : plain;
    }
    case "quoted":
      return name.replace(controls, "_");
    case "file":
      return name
        .replace(unsafeInFiles, "_")
        .replace(/^\.+/, (dots) => "_".repeat(dots.length))
        .replace(/[. ]+$/, "_");
  }
}

function applyCase(name: string, rule: IdentifierRules["case"]): string {
  switch (rule) {
    case "keep":
      return name;
    case "lower":
      return name.toLowerCase();
    case "upper":
      return name.toUpperCase();
  }
}

/** Over-long names keep their beginning and end in a hash, so that two of them stay apart. */
function shorten(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, hashLength);
  return withSuffix(name, `_${hash}`, maxBytes);
}

function cutToBytes(text: string, maxBytes: number): string {
  let result = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    result += character;
  }
  return result;
}
