import type { Field, LogicalType } from "@/connectors/sdk";
import { mapFields, type MappedField, type MappedFields } from "./map-fields";
import { freeName, likeIdentifier } from "./names";
import { positionField, rowHashField, type ShapeOptions, type ShapeOutput } from "./types";

/** How the rows of one stream become the rows of its outputs; what `planShape` tells of and `compileShape` carries out. */
export interface Layout {
  mapped: MappedFields;
  /** The first is the stream itself. */
  tables: TableLayout[];
  /** By the fields of the first table: the mapped field it holds as a whole. */
  whole: (MappedField | null)[];
  /** Mapped fields that are taken apart. */
  parts: { field: MappedField; part: ObjectPart | ArrayPart }[];
  rowHashAt: number | null;
}

export interface TableLayout {
  name: string;
  fields: Field[];
  /** Where every row says who it is, because it has children. */
  linkAt: number | null;
  /** Of a child. Its first field is the parent's link, its second the position. */
  parent: number | null;
}

/** Where the members of an object go, by key. */
export interface ObjectPart {
  kind: "object";
  /** For changes: the object's name as a column would have it. */
  name: string;
  members: Map<string, Part>;
}

export interface ArrayPart {
  kind: "array";
  name: string;
  table: number;
  element: ObjectPart;
}

export interface ValuePart {
  kind: "value";
  name: string;
  at: number;
  type: LogicalType;
}

export type Part = ObjectPart | ArrayPart | ValuePart;

/** Every child has these in front. */
export const parentLinkAt = 0;
export const positionAt = 1;

export function layOut(stream: { name: string; fields: Field[] }, options: ShapeOptions): Layout {
  const mapped = mapFields(stream, options.mappers);
  return new LayoutBuilder(stream.name, mapped, options).build();
}

export function outputsOf({ tables, whole }: Layout): ShapeOutput[] {
  return tables.map(({ name, fields, parent }, index) => ({
    name,
    fields,
    origins: fields.map((_, at) => (index === 0 ? (whole[at]?.origin ?? null) : null)),
    scrambled: fields.map((_, at) => (index === 0 ? scramblingOf(whole[at]) : null)),
    parent: parent === null ? null : { output: parent, field: fields[parentLinkAt]?.name ?? "" },
  }));
}

/** Encryption counts for more: not even equality is left behind it. */
function scramblingOf(field: MappedField | null | undefined): "hashing" | "encryption" | null {
  const types = field?.steps.map(({ type }) => type) ?? [];
  return types.includes("encryption") ? "encryption" : (types[0] ?? null);
}

/** Names are given in the order of what users rely on: fields of their own first, then parts of them. */
class LayoutBuilder {
  private readonly tables: TableLayout[] = [];
  private readonly names: Set<string>[] = [];
  private readonly whole: (MappedField | null)[] = [];

  constructor(
    private readonly stream: string,
    private readonly mapped: MappedFields,
    private readonly options: ShapeOptions,
  ) {}

  build(): Layout {
    const { mapped, options } = this;
    const root = this.addTable(this.stream, null);
    const kept = mapped.fields.filter(({ field }) => !this.isTakenApart(field.type));
    this.reserve(root, [...(options.rowHash ? [rowHashField] : []), ...kept.map(({ field }) => field.name)]);
    const parts: Layout["parts"] = [];
    for (const field of mapped.fields) {
      const part = this.takeApart(root, field.field.name, field.field.type);
      if (part) parts.push({ field, part });
      else this.addWhole(field);
    }
    this.addLinks();
    const rowHashAt = options.rowHash ? this.push(root, addedField(rowHashField)) : null;
    return { mapped, tables: this.tables, whole: this.whole, parts, rowHashAt };
  }

  /** The row hash's name is ours alone: a field of the source with this name is told apart by a number. */
  private addWhole(mapped: MappedField): void {
    const { field } = mapped;
    const name = this.options.rowHash && field.name === rowHashField ? this.free(0, field.name) : field.name;
    this.whole[this.push(0, { ...field, name })] = mapped;
  }

  private isTakenApart(type: LogicalType): boolean {
    return (
      (type.kind === "object" && this.options.objects === "flatten" && type.fields.length > 0) ||
      (type.kind === "array" &&
        this.options.arrays === "tables" &&
        type.of.kind === "object" &&
        type.of.fields.length > 0)
    );
  }

  private takeApart(table: number, name: string, type: LogicalType): ObjectPart | ArrayPart | null {
    if (!this.isTakenApart(type)) return null;
    if (type.kind === "object") return this.addObject(table, name, type.fields);
    return type.kind === "array" && type.of.kind === "object"
      ? this.addArray(table, name, type.of.fields)
      : null;
  }

  private addObject(table: number, name: string, fields: Field[], prefix = `${name}_`): ObjectPart {
    const members = fields.map((field): [string, Part] => [
      field.name,
      this.takeApart(table, prefix + field.name, field.type) ?? this.addValue(table, prefix, field),
    ]);
    return { kind: "object", name, members: new Map(members) };
  }

  private addValue(table: number, prefix: string, { name, type }: Field): ValuePart {
    const column = this.free(table, prefix + name);
    return {
      kind: "value",
      name: column,
      at: this.push(table, { name: column, type, nullable: true }),
      type,
    };
  }

  private addArray(parent: number, name: string, fields: Field[]): ArrayPart {
    const owner = this.tables[parent]?.name ?? "";
    const taken = new Set(this.tables.map((table) => table.name));
    const table = this.addTable(
      freeName(`${owner}_${name}`, (candidate) => taken.has(candidate)),
      parent,
    );
    this.push(table, addedField(""));
    this.reserve(table, [positionField]);
    this.push(table, { name: positionField, type: { kind: "integer", bits: 64 }, nullable: false });
    return { kind: "array", name, table, element: this.addObject(table, name, fields, "") };
  }

  /**
   * The field that a table shares with its children. No name of either side may become the same identifier, or the two
   * columns would be numbered apart.
   */
  private addLinks(): void {
    for (const [index, table] of this.tables.entries()) {
      const children = this.tables.filter(({ parent }) => parent === index);
      if (children.length === 0) continue;
      const others = [table, ...children].flatMap(({ fields }) =>
        fields.map((field) => likeIdentifier(field.name)),
      );
      const name = freeName(`_airbyte_${table.name}_hashid`, (candidate) =>
        others.includes(likeIdentifier(candidate)),
      );
      table.linkAt = this.push(index, addedField(name));
      for (const child of children) child.fields[parentLinkAt] = addedField(name);
    }
  }

  private addTable(name: string, parent: number | null): number {
    this.names.push(new Set());
    return this.tables.push({ name, fields: [], linkAt: null, parent }) - 1;
  }

  private push(table: number, field: Field): number {
    const fields = this.tables[table]?.fields ?? [];
    return fields.push(field) - 1;
  }

  private reserve(table: number, names: string[]): void {
    for (const name of names) this.names[table]?.add(name);
  }

  private free(table: number, name: string): string {
    const free = freeName(name, (candidate) => this.names[table]?.has(candidate) ?? false);
    this.reserve(table, [free]);
    return free;
  }
}

function addedField(name: string): Field {
  return { name, type: { kind: "string" }, nullable: false };
}
