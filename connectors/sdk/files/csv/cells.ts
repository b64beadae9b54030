import type { LogicalType } from "@/connectors/sdk";
import type { CsvOptions } from "../reader-options";
import { readDate, readTimestamp } from "../times";
import { readBoolean, readDecimal, readNumber, readWholeNumber, type Reader } from "../values";
import type { Cell } from "./scanner";

/** What pandas takes for missing unless told otherwise. */
const pandasMissing =
  "#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null".split(
    "|",
  );

export interface CellRules {
  isMissing(cell: Cell): cell is null;
  /** As types are told by: without spaces around, numbers with a point and without groups. undefined: only text. */
  plain(text: string): string | undefined;
}

export function createCellRules(options: CsvOptions): CellRules {
  const missing = new Set([...options.na_values, ...(options.keep_default_na ? pandasMissing : [])]);
  const isMissing = (cell: Cell): cell is null => cell === null || (missing.size > 0 && missing.has(cell));
  const { decimal, thousands } = options;
  if (decimal === "." && thousands === null) return { isMissing, plain: withoutSpaces };
  const pattern = numberPattern(decimal, thousands);
  const plain = (text: string): string | undefined => {
    const bare = withoutSpaces(text);
    if (!/\d/.test(bare) || /^\d{4}-|:/.test(bare)) return bare; // words, dates and times
    if (!pattern.test(bare)) return /^-?[\d.,']+$/.test(bare) ? undefined : bare;
    return (thousands === null ? bare : bare.replaceAll(thousands, "")).replace(decimal, ".");
  };
  return { isMissing, plain };
}

/** How a type reads the plain text of a cell. */
export function cellReader(type: LogicalType): Reader {
  switch (type.kind) {
    case "boolean":
      return readBoolean;
    case "integer":
      return readWholeNumber;
    case "number":
      return readNumber;
    case "decimal":
      return readDecimal;
    case "date":
      return readDate;
    case "timestamp":
      return (text) => readTimestamp(text, type.zoned);
    default:
      return (text) => text;
  }
}

/** Without spaces and the like at its ends, where one of them is a space or a tab. */
export function withoutSpaces(text: string): string {
  const isSpace = (code: number) => code === 32 || code === 9;
  if (!isSpace(text.charCodeAt(0)) && !isSpace(text.charCodeAt(text.length - 1))) return text;
  return text.trim();
}

/** Whole numbers with or without groups of three, and a fraction. */
function numberPattern(decimal: string, thousands: string | null): RegExp {
  const point = escapePattern(decimal);
  const grouped = thousands === null ? "" : `|[1-9]\\d{0,2}(?:${escapePattern(thousands)}\\d{3})+`;
  return new RegExp(`^-?(?:\\d+${grouped})?(?:${point}\\d+)?(?:[eE][+-]?\\d+)?$`);
}

function escapePattern(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
}
