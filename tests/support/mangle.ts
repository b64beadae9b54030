import fc from "fast-check";
import type { Json, JsonObject } from "@/connectors/sdk";

/** Texts that break out of what does not expect them: of SQL, of paths, of objects, of what a database can keep. */
export const hostileTexts = [
  "",
  " ",
  "\0",
  "\ud800",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  `'; DROP TABLE t; --`,
  '"',
  "`",
  "\u202e",
  "paypаl",
  "x".repeat(300),
  "-1",
  "1e999",
  "NaN",
];

const hostileValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(...hostileTexts),
  fc.constantFrom<Json>(null, true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308, [], {}, [[]], [null]),
  fc.constant(JSON.parse('{"__proto__": {"polluted": true}}') as Json),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

type Path = (string | number)[];

/** `value`, with a few of its parts replaced by something hostile, taken out, or joined by what does not belong there. */
export function mangled(value: Json): fc.Arbitrary<Json> {
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom("replace", "replace", "remove", "add"),
    name: fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ maxLength: 5 })),
    by: hostileValue,
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) =>
    changes.reduce((current, { at, how, name, by }) => {
      const paths = pathsIn(current);
      const path = paths[at % paths.length] ?? [];
      if (how === "replace") return withValueAt(current, path, by);
      if (how === "remove") return withValueAt(current, path, undefined);
      return withValueAt(current, [...path, name], by);
    }, value),
  );
}

/** Whatever a JSON Schema describes: mostly what it allows, sometimes in hostile values. */
export function fromSchema(schema: JsonObject): fc.Arbitrary<Json> {
  const known = [schema.const, schema.default, ...listOf(schema.enum), ...listOf(schema.examples)].filter(
    (value) => value !== undefined,
  );
  if (schema.const !== undefined) return fc.constant(schema.const);
  const branches = listOf(schema.oneOf).map((branch) => fromSchema(branch as JsonObject));
  const options = [...(known.length > 0 ? [fc.constantFrom(...known)] : []), ...branches];
  if (branches.length === 0) options.push(ofType(schema));
  return fc.oneof(...options);
}

function ofType(schema: JsonObject): fc.Arbitrary<Json> {
  switch (schema.type) {
    case "string":
      return fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ maxLength: 8 }));
    case "integer":
    case "number":
      return fc.oneof(fc.integer(), fc.constantFrom(0, -1, 2 ** 53, 0.5));
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(fromSchema((schema.items ?? {}) as JsonObject), { maxLength: 2 });
    case "object": {
      const properties = Object.entries((schema.properties ?? {}) as JsonObject);
      const parts = Object.fromEntries(
        properties.map(([key, part]) => [key, fromSchema(part as JsonObject)]),
      );
      return fc.record(parts, { requiredKeys: listOf(schema.required) as string[] }) as fc.Arbitrary<Json>;
    }
    default:
      return hostileValue;
  }
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function pathsIn(value: Json, at: Path = []): Path[] {
  if (value === null || typeof value !== "object") return [at];
  const keys: Path = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [
    at,
    ...keys.flatMap((key) => pathsIn((value as Record<string | number, Json>)[key] ?? null, [...at, key])),
  ];
}

/** A copy with `part` at `path`, or without what was there. */
function withValueAt(value: Json, [key, ...rest]: Path, part: Json | undefined): Json {
  if (key === undefined) return part ?? null;
  if (Array.isArray(value)) {
    const index = Number(key) || 0;
    const inside =
      part === undefined && rest.length === 0 ? [] : [withValueAt(value[index] ?? null, rest, part)];
    return [...value.slice(0, index), ...inside, ...value.slice(index + 1)];
  }
  const members = new Map(Object.entries(value !== null && typeof value === "object" ? value : {}));
  if (part === undefined && rest.length === 0) members.delete(String(key));
  else members.set(String(key), withValueAt(members.get(String(key)) ?? null, rest, part));
  return Object.fromEntries(members);
}
