import { isJsonObject, type Json, type JsonObject, type Path } from "./json-schema";

export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current) && typeof step === "number") current = current[step];
    else if (isJsonObject(current)) current = current[String(step)];
    else return undefined;
  }
  return current;
}

/** A copy with the value at the path; `undefined` takes the key away. What lies on the way is made as needed. */
export function withValueAt(root: JsonObject, path: Path, value: Json | undefined): JsonObject {
  const changed = replaced(root, path, value);
  return isJsonObject(changed) ? changed : {};
}

function replaced(current: Json | undefined, path: Path, value: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const items = Array.isArray(current) ? [...current] : [];
    const item = replaced(items[step], rest, value);
    if (item === undefined) items.splice(step, 1);
    else items[step] = item;
    return items;
  }
  const { [step]: before, ...others } = isJsonObject(current) ? current : {};
  const after = replaced(before, rest, value);
  if (after === undefined) return others;
  // In place where the key exists already, so that a configuration keeps its order.
  return isJsonObject(current) && step in current
    ? { ...current, [step]: after }
    : { ...others, [step]: after };
}

/** One text per path; no two paths share one. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

export function samePath(one: Path, other: Path): boolean {
  return one.length === other.length && startsWithPath(one, other);
}

export function startsWithPath(path: Path, start: Path): boolean {
  return start.every((step, index) => path[index] === step);
}
