import * as text from "@/text/connector-form";
import { branchesOf, constantsOf, discriminatorOf } from "./branches";
import {
  exampleOf,
  isConstant,
  isJsonObject,
  isObject,
  isRequired,
  isSchema,
  propertiesOf,
  titleOf,
  typeOf,
  type Json,
  type JsonSchema,
} from "./json-schema";

/** One thing to draw. `name` is its key in the object around it. */
export type FieldModel = FieldBase & FieldKind;

export interface FieldBase {
  name: string;
  title: string;
  description?: string;
  required: boolean;
  /** Stands with the required ones although it is optional. */
  upFront: boolean;
  placeholder?: string;
  schema: JsonSchema;
}

export type FieldKind =
  | { kind: "text"; multiline: boolean }
  | { kind: "secret"; multiline: boolean }
  | { kind: "number"; integer: boolean; unit?: string }
  | { kind: "switch" }
  | { kind: "date" }
  | { kind: "date-time" }
  | { kind: "choice"; options: readonly ChoiceOption[] }
  | { kind: "choices"; options: readonly ChoiceOption[] }
  | { kind: "tags"; item: "string" | "integer" | "number" }
  | { kind: "objects"; itemTitle: string; fields: readonly FieldModel[] }
  | { kind: "section"; fields: readonly FieldModel[] }
  | { kind: "branches"; display: "dropdown" | "radio"; branches: readonly BranchModel[] }
  | { kind: "json" };

export interface ChoiceOption {
  value: Json;
  label: string;
}

export interface BranchModel {
  title: string;
  description?: string;
  fields: readonly FieldModel[];
}

/** Fields of one of the spec's `groups`; the ones of no group come first, without a title. */
export interface FieldGroup {
  id: string;
  title?: string;
  fields: readonly FieldModel[];
}

/** A specification as groups of fields in the order in which they are drawn. */
export function formModel(schema: JsonSchema): FieldGroup[] {
  const titles = new Map((schema.groups ?? []).filter(isObject).map((group) => [group.id, group.title]));
  const groups = new Map<string, FieldModel[]>(["", ...titles.keys()].map((id) => [id, []]));
  for (const field of fieldsOf(schema)) {
    const id = field.schema.group ?? "";
    (groups.get(id) ?? groups.get(""))?.push(field);
  }
  return [...groups]
    .filter(([, fields]) => fields.length > 0)
    .map(([id, fields]) => ({ id, title: titles.get(id), fields }));
}

/** Required first, then what is up front, then the rest; within each by `order`, then as written. */
export function fieldsOf(schema: JsonSchema, skip?: string): FieldModel[] {
  return propertiesOf(schema)
    .filter(([name, property]) => name !== skip && !property.airbyte_hidden && !isConstant(property))
    .map(([name, property]) => fieldOf(name, property, isRequired(schema, name)))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || orderOf(a) - orderOf(b));
}

/** What is seen at once and what is folded under "Advanced". Where nothing would be seen, all is. */
export function foldFields(fields: readonly FieldModel[]): {
  seen: readonly FieldModel[];
  folded: readonly FieldModel[];
} {
  const seen = fields.filter((field) => field.required || field.upFront);
  if (seen.length === 0) return { seen: fields, folded: [] };
  return { seen, folded: fields.filter((field) => !field.required && !field.upFront) };
}

function fieldOf(name: string, schema: JsonSchema, required: boolean): FieldModel {
  return {
    name,
    title: titleOf(schema, name),
    description: typeof schema.description === "string" ? schema.description : undefined,
    required,
    upFront: schema.always_show === true || asksForSecret(schema),
    placeholder: schema.airbyte_secret ? undefined : exampleOf(schema),
    schema,
    ...kindOf(name, schema),
  };
}

function kindOf(name: string, schema: JsonSchema): FieldKind {
  const branches = branchesOf(schema);
  if (branches.length > 0) return branchKind(schema, branches);
  if (schema.enum && typeOf(schema) !== "array") return { kind: "choice", options: optionsOf(schema) };
  switch (typeOf(schema)) {
    case "integer":
      return { kind: "number", integer: true, ...unitOf(name) };
    case "number":
      return { kind: "number", integer: false, ...unitOf(name) };
    case "boolean":
      return { kind: "switch" };
    case "array":
      return listKind(name, schema);
    case "object":
      return schema.properties ? { kind: "section", fields: fieldsOf(schema) } : { kind: "json" };
    case "string":
      return textKind(schema);
  }
}

/** Windows and limits carry their unit in their name: "window_in_days", "request_timeout_ms". */
function unitOf(name: string): { unit?: string } {
  const [, word = ""] = /(?:^|_)([a-z]+)$/i.exec(name.toLowerCase()) ?? [];
  const unit = units[word];
  return unit === undefined ? {} : { unit };
}

const units: Readonly<Record<string, string>> = text.units;

function textKind(schema: JsonSchema): FieldKind {
  const multiline = schema.multiline === true;
  if (schema.airbyte_secret) return { kind: "secret", multiline };
  if (schema.format === "date" || schema.format === "date-time") return { kind: schema.format };
  return { kind: "text", multiline };
}

function listKind(name: string, schema: JsonSchema): FieldKind {
  const items = isSchema(schema.items) ? schema.items : {};
  if (items.enum) return { kind: "choices", options: optionsOf(items) };
  const type = typeOf(items);
  switch (type) {
    case "string":
    case "integer":
    case "number":
      return { kind: "tags", item: type };
    case "object":
      if (items.properties)
        return {
          kind: "objects",
          itemTitle: items.title ? spaced(items.title) : singular(titleOf(schema, name)),
          fields: fieldsOf(items),
        };
      return { kind: "json" };
    default:
      return { kind: "json" };
  }
}

function branchKind(schema: JsonSchema, branches: readonly JsonSchema[]): FieldKind {
  const discriminator = discriminatorOf(branches);
  return {
    kind: "branches",
    display: schema.display_type === "radio" ? "radio" : "dropdown",
    branches: branches.map((branch, index) => ({
      title:
        branch.title ??
        String(constantsOf(branch, discriminator)[discriminator ?? ""] ?? text.option(index + 1)),
      description: branch.description,
      fields: fieldsOf(branch, discriminator),
    })),
  };
}

function optionsOf(schema: JsonSchema): ChoiceOption[] {
  return (schema.enum ?? []).map((value) => ({ value: value as Json, label: labelOf(value as Json) }));
}

function labelOf(value: Json): string {
  if (value === "") return text.emptyOption;
  return typeof value === "string"
    ? value
    : isJsonObject(value) || Array.isArray(value)
      ? JSON.stringify(value)
      : String(value);
}

/** Optional, yet how one signs in, when it ends in a required secret: nobody should have to unfold that. */
function asksForSecret(schema: JsonSchema): boolean {
  return [schema, ...branchesOf(schema)].some((branch) =>
    propertiesOf(branch).some(
      ([name, property]) => property.airbyte_secret === true && isRequired(branch, name),
    ),
  );
}

function rankOf(field: FieldModel): number {
  return field.required ? 0 : field.upFront ? 1 : 2;
}

function orderOf(field: FieldModel): number {
  return typeof field.schema.order === "number" ? field.schema.order : Number.MAX_SAFE_INTEGER;
}

function singular(title: string): string {
  return title.replace(/ies$/, "y").replace(/(?<!s)s$/, "");
}

/** "ReportConfig", a class name that slipped into the title, becomes "Report config". */
function spaced(title: string): string {
  return /^([A-Z][a-z]+){2,}$/.test(title)
    ? title.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : title;
}
