import type { Change, Field, Value } from "@/connectors/sdk";
import type { Compression } from "../content/compression";
import type { RowTaker } from "./row-taker";
import type { Splitter } from "./splitter";

/** What a file format does with decoded text. `Raw` is a row as it is found: cells of CSV, the text of a JSON value. */
export interface Format<Raw> {
  encoding: string | undefined;
  /** Bytes that the encoding does not have are refused when the source is set up. */
  isStrict: boolean;
  compression: Compression;
  maxRows: number;
  /** Its tables take plain rows from their bytes. */
  takesBytes?: true;
  createTable(): Table<Raw>;
}

/** One pass over a file. */
export interface Table<Raw> extends Splitter<Raw> {
  /** Enough was read to go on anywhere else in the file: the names of the columns, the kind of JSON. */
  isReady(): boolean;
  /** What to say of a first row that cannot be meant; ConfigError. Only once ready. */
  refuseFirst(raw: Raw): void;
  /** Guesses at the fields. Only once ready. */
  createInference(): Inference<Raw>;
  /** Makes values of rows. Only once ready. ConfigError where the file has not what the fields need. */
  createConverter(fields: Field[], damage: Damage): Converter<Raw>;
  /** Makes tuples of plain rows, in the types that `fields` name as their own. null where none can be. Only once ready. */
  createTupleTaker?(fields: Field[]): RowTaker | null;
}

export interface Inference<Raw> {
  add(raw: Raw): void;
  /** Adds plain rows by their bytes. null where all rows have to be looked at as texts. */
  createTaker?(): RowTaker | null;
  fields(): Field[];
}

export interface Converter<Raw> {
  /** The values of the fields; what had to be changed goes to `changes`. */
  convert(raw: Raw, changes: Change[]): Value[];
  /** Names in the file that no field was chosen for. */
  leftOut(): string[];
}

/** Whether bytes were met that the encoding does not have. */
export interface Damage {
  readonly isDamaged: boolean;
}

/** What fits no field: cells beyond the last column, rows that are no objects. */
export const extraName = "_extra";
