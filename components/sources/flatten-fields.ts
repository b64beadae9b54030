import type { Field } from "@/lib/sources/browse";

export interface FieldLine extends Omit<Field, "native"> {
  /** Names from the outermost on, joined by ".". */
  path: string;
  /** 0 for the stream's own fields. */
  depth: number;
}

/** Fields with those inside them below, each with how deep it stands. */
export function flattenFields(fields: readonly Field[], above: readonly string[] = []): FieldLine[] {
  return fields.flatMap(({ name, type, nullable }) => {
    const path = [...above, name];
    const own = { name, type, nullable, path: path.join("."), depth: above.length };
    return [own, ...(type.kind === "object" ? flattenFields(type.fields, path) : [])];
  });
}
