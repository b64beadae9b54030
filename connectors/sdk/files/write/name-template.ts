import { createHash } from "node:crypto";

/** What names of files are made of. */
export interface NameFacts {
  namespace: string;
  stream: string;
  /** When the run began: every name of a run holds the same instant, whenever it is made. */
  extractedAtMs: number;
  syncId: number;
  /** Counts the files of a stream in a run, from 0. */
  partNumber: number;
  /** With its dot. */
  extension: string;
  /** What makes `${UUID}` this run's and no other's. */
  seed: string;
}

/** Airbyte's variables of a path. Unknown ones stay as they are. */
export function resolvePath(template: string, facts: NameFacts): string {
  const at = new Date(facts.extractedAtMs);
  const values: Record<string, string> = {
    NAMESPACE: facts.namespace,
    STREAM_NAME: facts.stream,
    YEAR: String(at.getUTCFullYear()),
    MONTH: pad(at.getUTCMonth() + 1),
    DAY: pad(at.getUTCDate()),
    HOUR: pad(at.getUTCHours()),
    MINUTE: pad(at.getUTCMinutes()),
    SECOND: pad(at.getUTCSeconds()),
    MILLISECOND: pad(at.getUTCMilliseconds(), 4),
    EPOCH: String(facts.extractedAtMs),
    UUID: uuidOf(facts.seed),
  };
  return template.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name.toUpperCase()] ?? whole);
}

/** Airbyte's variables of a file's name. Dates may have a pattern, as {date:yyyy_MM}. */
export function resolveFileName(pattern: string, facts: NameFacts): string {
  const at = new Date(facts.extractedAtMs);
  return pattern.replace(/\{(\w+)(?::([^}]*))?\}/g, (whole, name: string, detail: string | undefined) => {
    switch (name) {
      case "date":
        return formatDate(at, detail ?? "yyyy_MM_dd");
      case "timestamp":
        return detail === "micro" ? `${facts.extractedAtMs}000` : String(facts.extractedAtMs);
      case "part_number":
        return String(facts.partNumber);
      case "sync_id":
        return String(facts.syncId);
      case "format_extension":
        return facts.extension;
      default:
        return whole;
    }
  });
}

export interface NameTemplates {
  path: string;
  pattern: string;
}

/**
 * The name of a file with its folders: the same for the same facts. `mark` tells it from others that the templates do not
 * tell it from; the run's and the part's numbers are added by themselves where they are missing and matter.
 */
export function composeName(
  { path, pattern }: NameTemplates,
  facts: Omit<NameFacts, "extension">,
  { ending, mark = "", hasOneRun = false }: { ending: string; mark?: string; hasOneRun?: boolean },
): string {
  const marks = [
    hasOneRun || tellsRunsApart(path, pattern) ? "" : `-${facts.syncId}`,
    mark,
    tellsPartsApart(pattern) || facts.partNumber === 0 ? "" : `-${facts.partNumber}`,
  ].join("");
  const whole = { ...facts, extension: `${marks}${ending}` };
  const name = resolveFileName(pattern, whole);
  const composed = `${resolvePath(path, whole)}${name}${name.endsWith(ending) ? "" : whole.extension}`;
  return composed.replace(/\/{2,}/g, "/").replace(/^\//, "");
}

/** Whether a path by a template stays where it is, and out of sight of nobody. */
export function isSafePath(path: string): boolean {
  return !path.split("/").some((part) => part === "." || part === "..");
}

/** Whether names by this path and pattern differ from run to run. */
function tellsRunsApart(path: string, pattern: string): boolean {
  return /\$\{(EPOCH|UUID)\}/i.test(path) || /\{(timestamp(:\w+)?|sync_id)\}/.test(pattern);
}

/** Whether the files of one run have names of their own. */
function tellsPartsApart(pattern: string): boolean {
  return pattern.includes("{part_number}");
}

function formatDate(at: Date, pattern: string): string {
  const values: Record<string, string> = {
    yyyy: String(at.getUTCFullYear()),
    MM: pad(at.getUTCMonth() + 1),
    dd: pad(at.getUTCDate()),
    HH: pad(at.getUTCHours()),
    mm: pad(at.getUTCMinutes()),
    ss: pad(at.getUTCSeconds()),
  };
  return pattern.replace(/yyyy|MM|dd|HH|mm|ss/g, (token) => values[token] ?? token);
}

function pad(number: number, digits = 2): string {
  return String(number).padStart(digits, "0");
}

/** The same for the same seed, so that a repeated attempt finds its own name. */
function uuidOf(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
