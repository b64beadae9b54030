import type { Change, Field, LogicalType, Value } from "@/connectors/sdk";
import { compileShape } from "./compile-shape";
import { mapperSchema, type Mapper, type MapperSecrets } from "./mappers";
import { planShape } from "./plan-shape";
import type { ShapeOptions, Shaper, StreamShape } from "./types";

export const plainOptions: ShapeOptions = { mappers: [], objects: "json", arrays: "json", rowHash: false };

/** Fields by name and type, in this order. */
export function fieldsOf(types: Record<string, LogicalType>): Field[] {
  return Object.entries(types).map(([name, type]) => ({ name, type, nullable: true }));
}

/** Mappers as the API takes them. */
export function mappers(...given: unknown[]): Mapper[] {
  return given.map((mapper) => mapperSchema.parse(mapper));
}

export interface TestShape {
  shape: StreamShape;
  shaper: Shaper;
  /** Rows of an output as objects by field name. */
  rows(output: number, rows: Value[][], changes?: Map<number, Change[]>): Record<string, Value>[];
}

/** The shape of a stream named `users`; an error where there is nothing to shape. */
export function shapeOf(
  types: Record<string, LogicalType>,
  options: Partial<ShapeOptions>,
  secrets: MapperSecrets = {},
): TestShape {
  const shape = planShape({ name: "users", fields: fieldsOf(types) }, { ...plainOptions, ...options });
  if (!shape) throw new Error("There is nothing to shape.");
  const stored = JSON.parse(JSON.stringify(shape)) as StreamShape;
  const shaper = compileShape(stored, secrets);
  return {
    shape: stored,
    shaper,
    rows: (output, rows, changes) => {
      const shaped = shaper.shape(rows, changes).outputs[output]?.rows ?? [];
      const names = shape.outputs[output]?.fields.map(({ name }) => name) ?? [];
      return shaped.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
    },
  };
}

export function columnNames(shape: StreamShape, output = 0): string[] {
  return shape.outputs[output]?.fields.map(({ name }) => name) ?? [];
}
