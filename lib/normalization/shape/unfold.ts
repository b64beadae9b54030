import type { Change, Value } from "@/connectors/sdk";
import { coercerOf, type Coercer } from "@/connectors/sdk/json-values/coerce";
import { Misfit, notOfType } from "@/connectors/sdk/json-values/misfit";
import { eachElement, eachMember, jsonKind } from "@/connectors/sdk/json-values/text";
import { createLinkId } from "./link-id";
import {
  parentLinkAt,
  positionAt,
  type ArrayPart,
  type ObjectPart,
  type Part,
  type TableLayout,
} from "./lay-out";
import type { ShapedRows } from "./types";

/** The row that is being made. */
export interface Target {
  row: Value[];
  /** Its place in `outputs`, and among the rows there. */
  output: number;
  index: number;
  outputs: ShapedRows[];
}

/** Takes the JSON text of a field apart, into the fields of the target row and into rows of children. */
export type Unfold = (text: string, target: Target) => void;

export function compileUnfold(part: ObjectPart | ArrayPart, tables: TableLayout[]): Unfold {
  const reader = compilePart(part, tables);
  return (text, target) => {
    if (jsonKind(text) === null) note(target, part.name, notOfType(text, part.kind));
    else reader(text, firstCharacter(text), text.length, target);
  };
}

export function note({ outputs, output, index }: Target, field: string, misfit: Misfit): void {
  addChange(outputs[output], index, misfit.toChange(field));
}

export function addChange(output: ShapedRows | undefined, index: number, change: Change): void {
  const changes = output?.changes.get(index);
  if (changes) changes.push(change);
  else output?.changes.set(index, [change]);
}

const notThere = -1;

/** Reads what stands in `text` from `start` to `end`, which is JSON. */
type PartReader = (text: string, start: number, end: number, target: Target) => void;

function compilePart(part: Part, tables: TableLayout[]): PartReader {
  switch (part.kind) {
    case "object":
      return compileObject(part, tables);
    case "array":
      return compileArray(part, tables);
    case "value":
      return compileValue(part.at, part.name, coercerOf(part.type));
  }
}

function compileValue(at: number, name: string, coercer: Coercer): PartReader {
  return (text, start, end, target) => {
    const value = coercer.fromText(text, start, end);
    if (value instanceof Misfit) {
      target.row[at] = value.value;
      note(target, name, value);
    } else target.row[at] = value;
  };
}

/** Members that are not declared are left out, as Airbyte leaves them out. */
function compileObject(part: ObjectPart, tables: TableLayout[]): PartReader {
  const places = new Map([...part.members.keys()].map((key, place) => [key, place]));
  const readers = [...part.members.values()].map((member) => compilePart(member, tables));
  // Of a key that is repeated the last counts, so all are looked at before any is read.
  const starts = new Int32Array(readers.length);
  const ends = new Int32Array(readers.length);
  const take = (key: string, start: number, end: number) => {
    const place = places.get(key);
    if (place === undefined) return;
    starts[place] = start;
    ends[place] = end;
  };
  return (text, start, end, target) => {
    if (text.startsWith("null", start)) return;
    if (text[start] !== "{") return note(target, part.name, notOfType(text.slice(start, end), "object"));
    starts.fill(notThere);
    eachMember(text, start, take);
    for (let place = 0; place < readers.length; place++) {
      const from = starts[place] ?? notThere;
      if (from !== notThere) readers[place]?.(text, from, ends[place] ?? from, target);
    }
  };
}

function compileArray(part: ArrayPart, tables: TableLayout[]): PartReader {
  const table = tables[part.table];
  const width = table?.fields.length ?? 0;
  const linkAt = table?.linkAt ?? null;
  const ownerLinkAt = tables[table?.parent ?? 0]?.linkAt ?? 0;
  const readElement = compileObject(part.element, tables);
  return (text, start, end, owner) => {
    if (text.startsWith("null", start)) return;
    if (text[start] !== "[") return note(owner, part.name, notOfType(text.slice(start, end), "array"));
    const { outputs } = owner;
    const rows = outputs[part.table]?.rows ?? [];
    let position = 0;
    eachElement(text, start, (from, to) => {
      const row = new Array<Value>(width).fill(null);
      row[parentLinkAt] = owner.row[ownerLinkAt] ?? null;
      row[positionAt] = position++;
      if (linkAt !== null) row[linkAt] = createLinkId();
      const index = rows.push(row) - 1;
      readElement(text, from, to, { row, output: part.table, index, outputs });
    });
  };
}

function firstCharacter(text: string): number {
  return text.search(/\S/);
}
