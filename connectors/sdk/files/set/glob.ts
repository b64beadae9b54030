import picomatch from "picomatch";
import { ConfigError } from "../../errors";

/** Which paths are meant, and what they all begin with, so that a storage need not list more. */
export interface PathFilter {
  matches(path: string): boolean;
  /** Prefixes of keys that together hold every match; none is a prefix of another. */
  prefixes: string[];
}

/** Whether a text means several files. A "?" alone does not: addresses and names have it. */
export function isGlob(text: string): boolean {
  return /\*|\[[^\]]+\]|\{[^}]*,[^}]*\}/.test(text);
}

/**
 * As Airbyte's file sources have globs: `*` and `?` stay within a folder, `**` crosses folders, `[abc]`, `{a,b}`, and "|"
 * between alternatives. Names that begin with a dot are only meant where the glob writes the dot.
 */
export function createPathFilter(globs: string[]): PathFilter {
  const patterns = globs.flatMap(splitAlternatives).map((glob) => glob.replace(/^\/+/, ""));
  if (patterns.length === 0 || patterns.some((glob) => glob.trim() === ""))
    throw new ConfigError(`The globs ${JSON.stringify(globs)} have an empty one. "**" means every file.`, {
      field: ["globs"],
    });
  const matchers = patterns.map((glob) => picomatch(glob, { nonegate: true }));
  const prefixes = [...new Set(patterns.map(literalPrefix))];
  return {
    matches: (path) => matchers.some((matches) => matches(path)),
    prefixes: prefixes.filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other))),
  };
}

function literalPrefix(glob: string): string {
  const special = /[*?[\]{}()!+@\\]/.exec(glob);
  return special ? glob.slice(0, special.index) : glob;
}

/** At each "|" outside brackets. */
function splitAlternatives(glob: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of glob) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (character === "|" && depth <= 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}
