import type { SchemaTree } from "hyparquet";
import { jsonText } from "../../records";
import type { Field, LogicalType, Value } from "../../values";
import { leafOf, type Leaf } from "./leaf";

/** A top-level column of a Parquet file. */
export interface ParquetColumn {
  field: Field;
  convert(raw: unknown): Value;
  isCut?(raw: unknown): boolean;
}

/** Nested columns become JSON text, exact to the last digit; what JSON has no form for as in `jsonText`. */
interface Node {
  type: LogicalType;
  toJson(raw: unknown): string;
  /** Set where the node is a leaf. */
  leaf?: Leaf;
}

export function columnOf(tree: SchemaTree): ParquetColumn {
  const node = nodeOf(tree);
  const { leaf } = node;
  const field: Field = { name: tree.element.name, type: node.type, nullable: true };
  if (!leaf) return { field, convert: (raw) => (isAbsent(raw) ? null : node.toJson(raw)) };
  const { isCut } = leaf;
  return {
    field,
    convert: (raw) => (isAbsent(raw) ? null : leaf.convert(raw)),
    ...(isCut ? { isCut: (raw) => !isAbsent(raw) && isCut(raw) } : {}),
  };
}

function isAbsent(raw: unknown): raw is null | undefined {
  return raw === null || raw === undefined;
}

function nodeOf(tree: SchemaTree): Node {
  const { element, children } = tree;
  if (element.repetition_type === "REPEATED") return listNode(withoutRepetition(tree));
  if (children.length === 0) {
    const leaf = leafOf(element);
    const toJson = (raw: unknown) => (isAbsent(raw) ? "null" : jsonText(leaf.type, leaf.convert(raw)));
    return { type: leaf.type, toJson, leaf };
  }
  if (element.logical_type?.type === "VARIANT") return { type: { kind: "json" }, toJson: anyJson };
  const [only] = children;
  if (only && isList(tree))
    return listNode(only.children.length === 1 && only.children[0] ? only.children[0] : only);
  const [key, value] = only?.children ?? [];
  if (only && key && value && isMap(tree)) return mapNode(key, value);
  return structNode(children);
}

function listNode(element: SchemaTree): Node {
  const item = nodeOf(withoutRepetition(element));
  const toJson = (raw: unknown) =>
    isAbsent(raw)
      ? "null"
      : `[${Array.from(raw as ArrayLike<unknown>, (one) => item.toJson(one)).join(",")}]`;
  return { type: { kind: "array", of: item.type }, toJson };
}

/** The keys are those of a JSON object, in their text forms. */
function mapNode(key: SchemaTree, value: SchemaTree): Node {
  const keys = nodeOf(withoutRepetition(key));
  const values = nodeOf(value);
  const toJson = (raw: unknown): string => {
    if (isAbsent(raw)) return "null";
    const members = Object.entries(raw as Record<string, unknown>).map(
      ([name, held]) => `${JSON.stringify(keyText(name, key, keys))}:${values.toJson(held)}`,
    );
    return `{${members.join(",")}}`;
  };
  return { type: { kind: "json" }, toJson };
}

/** hyparquet has made a property's name of it: digits of a number, or those of all bytes. */
function keyText(name: string, { element }: SchemaTree, { leaf }: Node): string {
  if (!leaf || leaf.type.kind === "string" || leaf.type.kind === "boolean") return name;
  const isInteger = element.type === "INT32" || element.type === "INT64" || element.type === "INT96";
  const isFloat = element.type === "FLOAT" || element.type === "DOUBLE";
  const raw = isInteger
    ? BigInt(name)
    : isFloat
      ? Number(name)
      : Uint8Array.from(name.split(",").map(Number));
  const value = leaf.convert(raw);
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
}

function structNode(children: SchemaTree[]): Node {
  const members = children.map((child) => ({ name: child.element.name, node: nodeOf(child) }));
  const fields = members.map(({ name, node }): Field => ({ name, type: node.type, nullable: true }));
  const toJson = (raw: unknown): string => {
    if (isAbsent(raw)) return "null";
    const values = raw as Record<string, unknown>;
    return `{${members.map(({ name, node }) => `${JSON.stringify(name)}:${node.toJson(values[name])}`).join(",")}}`;
  };
  return { type: { kind: "object", fields }, toJson };
}

function isList({ element, children }: SchemaTree): boolean {
  const isMarked = element.converted_type === "LIST" || element.logical_type?.type === "LIST";
  return isMarked && children.length === 1 && children[0]?.element.repetition_type === "REPEATED";
}

function isMap({ element, children }: SchemaTree): boolean {
  const { converted_type: converted, logical_type: logical } = element;
  const isMarked = converted === "MAP" || converted === "MAP_KEY_VALUE" || logical?.type === "MAP";
  return isMarked && children.length === 1 && children[0]?.children.length === 2;
}

function withoutRepetition(tree: SchemaTree): SchemaTree {
  return { ...tree, element: { ...tree.element, repetition_type: "REQUIRED" } };
}

function anyJson(raw: unknown): string {
  return JSON.stringify(raw, (_key, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
  });
}
