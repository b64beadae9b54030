import type { Change, Field, Value } from "@/connectors/sdk";
import type { Mapper } from "./mappers";

/** How the rows of one stream are shaped on their way: chosen for the stream, and for its connection. */
export interface ShapeOptions {
  /** In their order; each sees the fields as the one before has left them. */
  mappers: Mapper[];
  /** Objects whose fields are known: one JSON column, or a column for each field (`address_city`). */
  objects: "json" | "flatten";
  /** Arrays of objects whose fields are known: one JSON column, or a child table for each. */
  arrays: "json" | "tables";
  /** Adds `rowHashField`, from all that the source gave: the key of a stream that has none. */
  rowHash: boolean;
}

/** The field that `rowHash` adds: the same text for rows that are equal in every field. */
export const rowHashField = "_sluice_row_hash";

/** Where an element stood in its array, from 0. */
export const positionField = "_sluice_position";

/**
 * What shaping does to one stream. Plain JSON without secrets: it is part of a run's plan. `planShape` makes it,
 * `compileShape` makes a function of it.
 */
export interface StreamShape {
  /** The first is the stream itself; children follow, each after its parent. */
  outputs: ShapeOutput[];
  options: ShapeOptions;
  /** The fields as they are read. */
  fields: Field[];
}

export interface ShapeOutput {
  /** The stream's own name, or `<parent>_<field>`. */
  name: string;
  fields: Field[];
  /**
   * By `fields`: the field of the source that it holds, renamed, hashed or encrypted perhaps. null for what shaping adds,
   * and for parts of a field.
   */
  origins: (string | null)[];
  /** By `fields`: what has scrambled it, and so its order or its equality; null where nothing has. */
  scrambled: ("hashing" | "encryption" | null)[];
  /** Of a child: the place of its parent in `outputs`, and the field that both have, `_airbyte_<parent>_hashid`. */
  parent: { output: number; field: string } | null;
}

/** Shapes rows as they were read; `changes` by row, as in a batch. Never throws for what a row holds. */
export interface Shaper {
  shape(rows: Value[][], changes?: ReadonlyMap<number, Change[]>): Shaped;
  /** The keys of deleted rows as the destination knows them; by the fields of the stream's key. */
  keys(fields: string[], keys: Value[][]): Value[][];
}

/**
 * What became of rows: as many in the first output as were given, less `filtered`. A value that cannot be shaped is null,
 * with a change; there is no row that cannot be shaped.
 */
export interface Shaped {
  /** By the shape's outputs. */
  outputs: ShapedRows[];
  /** Rows that a filter left out, by count. */
  filtered: number;
}

export interface ShapedRows {
  rows: Value[][];
  changes: Map<number, Change[]>;
}
