import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { branchIndexOf, branchesOf } from "./branches";
import { branchValue, configToSend, defaultConfig } from "./defaults";
import { fieldsOf, formModel, type FieldModel } from "./form-model";
import { isObject, isSchema, type Json, type JsonObject, type JsonSchema } from "./json-schema";
import { instantFormatOf } from "./instant-formats";
import { richText } from "./rich-text";
import { validateAgainstSchema } from "./validate";

// A dependency of others, not of ours: without it there is nothing to read the manifests with.
const yaml = await import("yaml").catch(() => undefined);
const folder = path.resolve(import.meta.dirname, "../../../shared/manifests");

const specs = existsSync(folder) && yaml ? readSpecs(yaml.parse) : [];

/* The manifests are not part of the repository: where they are missing, the hand-written tests stand alone. */
describe.skipIf(specs.length === 0)("specifications of real connectors", () => {
  it("are there in number", () => expect(specs.length).toBeGreaterThan(200));

  it.each(specs)("%s: every property that is not hidden or constant is drawn once", (_, schema) => {
    const drawn = formModel(schema).flatMap((group) => group.fields.map((field) => field.name));
    const expected = Object.entries(schema.properties ?? {})
      .filter(([, property]) => !property.airbyte_hidden && property.const === undefined)
      .map(([name]) => name);
    expect(drawn.toSorted()).toEqual(expected.toSorted());
  });

  it.each(specs)("%s: an empty form is refused exactly for its required fields", (_, schema) => {
    const start = defaultConfig(schema);
    const refused = new Set(validateAgainstSchema(schema, start).map((problem) => problem.path[0]));
    const required = fieldsOf(schema).filter((field) => field.required && !(field.name in start));
    for (const field of required) expect(refused).toContain(field.name);
    for (const name of refused) expect(schema.required ?? []).toContain(name);
  });

  it.each(specs)("%s: a filled form is accepted in every branch", (_, schema) => {
    for (const choice of [0, 1, 2]) {
      const filled = fill(schema, choice);
      expect(validateAgainstSchema(schema, filled)).toEqual([]);
      expect(configToSend(schema, filled)).toEqual(filled);
    }
  });

  it.each(specs)("%s: its descriptions become text and safe links", (_, schema) => {
    for (const description of descriptionsOf(schema)) {
      for (const node of richText(description)) {
        if (node.kind === "link") expect(node.href).toMatch(/^(https?|mailto):/);
        else if (node.kind === "text") expect(node.text).not.toMatch(/<\/?(a|b|br|code|li|ul)\b[^>]*>/i);
      }
    }
  });
});

function readSpecs(parse: (text: string) => unknown): [file: string, schema: JsonSchema][] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file): [string, JsonSchema][] => {
      const text = readFileSync(path.join(folder, file), "utf8");
      const start = text.search(/^spec:/m);
      if (start < 0) return [];
      const [, block = ""] = /^spec:\n((?:[ \t].*\n|\s*\n|#.*\n)*)/m.exec(text.slice(start)) ?? [];
      const spec = parse(block);
      const schema = isObject(spec) ? spec.connection_specification : undefined;
      return isSchema(schema) ? [[file, schema]] : [];
    });
}

/** A configuration with something right in every field, always the same branch number. */
function fill(
  schema: JsonSchema,
  choice: number,
  fields: readonly FieldModel[] = fieldsOf(schema),
): JsonObject {
  const value: JsonObject = defaultConfig(schema);
  for (const field of fields) value[field.name] = fillField(field, choice);
  return value;
}

function fillField(field: FieldModel, choice: number): Json {
  const { schema } = field;
  switch (field.kind) {
    case "choice":
      return field.options[0]?.value ?? null;
    case "choices":
      return field.options.slice(0, schema.maxItems ?? 2).map((option) => option.value);
    case "number":
      return schema.minimum ?? schema.maximum ?? 1;
    case "switch":
      return true;
    case "date":
    case "date-time":
      return instantFormatOf(schema).write("2026-01-31T00:00:00");
    case "tags":
      return field.item === "string" ? [textFor(schema.items ?? {})] : [1];
    case "objects":
      return schema.items ? [fill(schema.items, choice)] : [];
    case "section":
      return fill(schema, choice);
    case "branches":
      return fillBranch(schema, choice);
    case "json":
      return {};
    default:
      return textFor(schema);
  }
}

function fillBranch(schema: JsonSchema, choice: number): JsonObject {
  const branches = branchesOf(schema);
  const index = choice % branches.length;
  const value = branchValue(branches, index);
  expect(branchIndexOf(branches, value)).toBe(index);
  const fixed = Object.keys(value);
  const open = fieldsOf(branches[index] ?? {}).filter((field) => !fixed.includes(field.name));
  return { ...value, ...Object.fromEntries(open.map((field) => [field.name, fillField(field, choice)])) };
}

const texts = [
  "a",
  "2026-01-31T00:00:00Z",
  "2026-01-31",
  "https://example.com",
  "https://app.example.com/api",
  "1",
  "10",
  "123456789",
  "a,b",
  "2026-01-31 00:00:00",
  "20260131",
  "sk_live_a",
];

/** Something that the pattern accepts; the patterns of all these specs accept one of a few. */
function textFor(schema: JsonSchema): string {
  const candidates = [...[schema.examples ?? []].flat().map(String), ...texts];
  return candidates.find((text) => !schema.pattern || new RegExp(schema.pattern).test(text)) ?? "a";
}

function descriptionsOf(schema: JsonSchema): string[] {
  const below = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.oneOf ?? []),
    ...(schema.items ? [schema.items] : []),
  ];
  const own = typeof schema.description === "string" ? [schema.description] : [];
  return [...own, ...below.filter(isSchema).flatMap(descriptionsOf)];
}
