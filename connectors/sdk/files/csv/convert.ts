import { ConfigError, type Change, type Field, type Value } from "@/connectors/sdk";
import type { CsvOptions } from "../reader-options";
import { nulled, shown, truncated } from "../rows/changes";
import type { Converter, Damage } from "../rows/table";
import { isExactNumber } from "../values";
import { cellReader, createCellRules, type CellRules } from "./cells";
import type { PlacedField } from "./plain/tuple-writer";
import type { Cell } from "./scanner";

export interface CsvLayout {
  columns: string[];
  /** Name of the field for cells beyond the last column. */
  extra: string;
  /** A column that is not there is null; otherwise it is refused. */
  allowsMissing: boolean;
}

export function createCsvConverter(
  { columns, extra, allowsMissing }: CsvLayout,
  fields: Field[],
  options: CsvOptions,
  damage: Damage,
): Converter<Cell[]> {
  const rules = createCellRules(options);
  const places = placesOf(fields, columns, extra);
  if (!allowsMissing) refuseMissing(fields, columns, places);
  const cells = fields.map((field) => cellConverter(field, rules));
  const hasExtra = places.includes(columns.length);

  const convert = (row: Cell[], changes: Change[]): Value[] => {
    const values: Value[] = [];
    for (let index = 0; index < cells.length; index++) {
      const place = places[index] ?? -1;
      const cell = row[place];
      if (cell === undefined || place === columns.length) values.push(null);
      else values.push(cells[index]?.(cell, changes) ?? null);
    }
    return values;
  };
  const mendRagged = (row: Cell[], values: Value[], changes: Change[]): void => {
    for (const [index, { name }] of fields.entries()) {
      const place = places[index] ?? -1;
      if (place === columns.length) values[index] = extraCells(row, columns.length);
      else if (place >= row.length) {
        changes.push(nulled(name, `the row has ${row.length} of ${columns.length} cells`));
      }
    }
    const lost = hasExtra ? null : extraCells(row, columns.length);
    if (lost !== null) changes.push(truncated(extra, `cells beyond the last column: ${shown(lost)}`));
  };
  return {
    convert: (row, changes) => {
      const values = convert(row, changes);
      if (row.length !== columns.length) mendRagged(row, values, changes);
      if (damage.isDamaged) markDamage(fields, values, changes);
      return values;
    },
    leftOut: () => columns.filter((_, place) => !places.includes(place)),
  };
}

function cellConverter({ name, type }: Field, { isMissing, plain }: CellRules) {
  const read = cellReader(type);
  return (cell: Cell, changes: Change[]): Value => {
    if (isMissing(cell)) return null;
    if (type.kind === "string") return cell;
    const text = plain(cell);
    if (text === "") return null;
    const value = text === undefined ? undefined : read(text);
    if (value === undefined || text === undefined) {
      changes.push(nulled(name, `${shown(cell)} is not of type ${type.kind}`));
      return null;
    }
    if (type.kind === "number" && !isExactNumber(text)) {
      changes.push(truncated(name, `${shown(cell)} has more digits than a number holds`));
    }
    return value;
  };
}

function markDamage(fields: Field[], values: Value[], changes: Change[]): void {
  for (const [index, { name }] of fields.entries()) {
    const value = values[index];
    if (typeof value !== "string" || !value.includes("\uFFFD")) continue;
    changes.push(truncated(name, "bytes that the encoding does not have became U+FFFD"));
  }
}

/** The fields, each with the place of its cell among those of a row that has one for each column. */
export function placeFields(fields: Field[], { columns }: CsvLayout): PlacedField[] {
  return fields.map((field) => ({ field, place: columns.indexOf(field.name) }));
}

/** Where each field's cell stands in a row; behind the last column for the field of what is too much, -1 where it has none. */
function placesOf(fields: Field[], columns: string[], extra: string): number[] {
  return fields.map(({ name }) => (name === extra ? columns.length : columns.indexOf(name)));
}

function refuseMissing(fields: Field[], columns: string[], places: number[]): void {
  const missing = fields.filter((_, index) => places[index] === -1).map(({ name }) => `"${name}"`);
  if (missing.length === 0) return;
  const has = columns.slice(0, 50).map((name) => `"${name}"`);
  throw new ConfigError(
    `The file has no column ${missing.join(", ")} any more; it has ${has.join(", ")}${columns.length > has.length ? ", …" : ""}. If that is meant, refresh the source's schema; if not, mend the file.`,
  );
}

/** A JSON array; null where all that stands beyond the last column is nothing. */
function extraCells(row: Cell[], columns: number): string | null {
  const cells = row.slice(columns);
  return cells.some((cell) => cell !== null) ? JSON.stringify(cells) : null;
}
