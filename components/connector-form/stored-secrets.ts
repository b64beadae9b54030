import { branchesOf, branchIndexOf } from "./branches";
import type { JsonObject, JsonSchema, Path } from "./json-schema";
import { pathKey, valueAt } from "./path";

/**
 * The stored secrets that still count for a changed configuration. A secret that was stored for one way to sign in
 * is not there for another of the same field names, and one in a list only while the list keeps its length.
 */
export function storedSecretsInForce(
  schema: JsonSchema,
  before: JsonObject,
  now: JsonObject,
  stored: readonly Path[],
): Path[] {
  const moved = new Set(changedPlaces(schema, before, now, []).map(pathKey));
  return stored.filter((path) => !path.some((_, length) => moved.has(pathKey(path.slice(0, length + 1)))));
}

/** Where another branch is chosen, or a list got shorter. */
function changedPlaces(schema: JsonSchema, before: JsonObject, now: JsonObject, path: Path): Path[] {
  const was = valueAt(before, path);
  const is = valueAt(now, path);
  const branches = branchesOf(schema);
  if (branches.length > 0) {
    const index = branchIndexOf(branches, is);
    const branch = branches[index];
    if (branchIndexOf(branches, was) !== index || !branch) return [path];
    return changedInside(branch, before, now, path);
  }
  if (Array.isArray(was) && Array.isArray(is)) {
    if (is.length < was.length) return [path];
    const { items } = schema;
    return items ? was.flatMap((_, index) => changedPlaces(items, before, now, [...path, index])) : [];
  }
  return changedInside(schema, before, now, path);
}

function changedInside(schema: JsonSchema, before: JsonObject, now: JsonObject, path: Path): Path[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    changedPlaces(property, before, now, [...path, name]),
  );
}
