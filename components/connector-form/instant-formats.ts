import { exampleOf, type JsonSchema } from "./json-schema";
import { patternOf } from "./pattern";

/** A way of writing an instant that a field may ask for. */
export interface InstantFormat {
  /** "YYYY-MM-DDTHH:MM:SSZ" */
  label: string;
  /** From "2026-01-31" or "2026-01-31T13:45:06", UTC. */
  write: (utc: string) => string;
}

const dateFormats: readonly InstantFormat[] = [
  { label: "YYYY-MM-DD", write: (utc) => utc.slice(0, 10) },
  { label: "MM-DD-YYYY", write: (utc) => reordered(utc, "M-D-Y") },
  { label: "DD-MM-YYYY", write: (utc) => reordered(utc, "D-M-Y") },
  { label: "YYYY/MM/DD", write: (utc) => reordered(utc, "Y/M/D") },
  { label: "MM/DD/YYYY", write: (utc) => reordered(utc, "M/D/Y") },
  { label: "DD/MM/YYYY", write: (utc) => reordered(utc, "D/M/Y") },
  { label: "YYYYMMDD", write: (utc) => reordered(utc, "YMD") },
];

const dateTimeFormats: readonly InstantFormat[] = [
  { label: "YYYY-MM-DDTHH:MM:SSZ", write: (utc) => `${withTime(utc)}Z` },
  { label: "YYYY-MM-DDTHH:MM:SS.000Z", write: (utc) => `${withTime(utc)}.000Z` },
  { label: "YYYY-MM-DDTHH:MM:SS.000000Z", write: (utc) => `${withTime(utc)}.000000Z` },
  { label: "YYYY-MM-DDTHH:MM:SS+00:00", write: (utc) => `${withTime(utc)}+00:00` },
  { label: "YYYY-MM-DDTHH:MM:SS", write: withTime },
  { label: "YYYY-MM-DD HH:MM:SS", write: (utc) => withTime(utc).replace("T", " ") },
  ...dateFormats,
];

const sample = "2026-01-31T13:45:06";

/**
 * How a date or date-time field wants its text: the first usual way that its pattern accepts, where the spec's own
 * words name one ("DD-MM-YYYY") that one. A field without pattern gets ISO text.
 */
export function instantFormatOf(schema: JsonSchema): InstantFormat {
  const usual = schema.format === "date" ? dateFormats : dateTimeFormats;
  const pattern = patternOf(schema);
  const accepted = pattern ? usual.filter((format) => pattern.test(format.write(sample))) : usual.slice(0, 1);
  const words =
    `${schema.pattern_descriptor ?? ""} ${schema.description ?? ""} ${exampleOf(schema) ?? ""}`.toUpperCase();
  const [first = usual[0], ...others] = accepted;
  const named = [first, ...others].find((format) => format && words.includes(format.label));
  return named ?? first ?? { label: "YYYY-MM-DD", write: (utc) => utc.slice(0, 10) };
}

/** A real day: "2026-02-30" is none. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** RFC 3339: a real day, a time, and Z or an offset. */
export function isDateTime(text: string): boolean {
  const [, date] =
    /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i.exec(text) ?? [];
  return date !== undefined && isDate(date) && !Number.isNaN(Date.parse(text.replace(" ", "T")));
}

function withTime(utc: string): string {
  return utc.length > 10 ? utc : `${utc}T00:00:00`;
}

function reordered(utc: string, order: string): string {
  const [year = "", month = "", day = ""] = utc.slice(0, 10).split("-");
  return order.replace("Y", year).replace("M", month).replace("D", day);
}
