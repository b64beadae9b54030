import type { Json, JsonObject } from "@/connectors/sdk";
import { InvalidInputError, type FieldIssue } from "@/lib/errors";
import { secretMask } from "./mask";
import { registerSecret } from "./redact";

export { secretMask };

/** The secrets of one configuration: where each stands (keys and indexes joined by ".") and its value. */
export type Secrets = Record<string, Json>;

/** Paths of a spec's secret fields; "*" stands for every element of an array. */
export type SecretPaths = readonly (readonly string[])[];

export interface SplitConfig {
  /** The configuration with a mask where each secret was: may be stored, listed and answered as it is. */
  config: JsonObject;
  secrets: Secrets;
}

/** Takes the secrets out. InvalidInputError where a mask is given as a secret: there is nothing it could stand for. */
export function splitConfig(paths: SecretPaths, config: JsonObject): SplitConfig {
  const secrets: Secrets = {};
  const masks: FieldIssue[] = [];
  const masked = mapSecrets(config, paths, [], (value, at) => {
    if (value === secretMask) masks.push({ path: at, message: "Enter the secret itself, not its mask." });
    secrets[joinPath(at)] = value;
    return secretMask;
  });
  if (masks.length > 0) throw new InvalidInputError("There is no stored secret that could be kept.", masks);
  return { config: masked as JsonObject, secrets };
}

/** The whole configuration again: exists only in memory and on the way to a worker. The inverse of `splitConfig`. */
export function joinConfig(config: JsonObject, secrets: Secrets): JsonObject {
  let whole: Json = config;
  for (const [path, value] of Object.entries(secrets)) whole = withValueAt(whole, splitPath(path), value);
  return whole as JsonObject;
}

/** The configuration with a mask where it holds a secret; absent, null and empty secrets stay as they are. */
export function maskConfig(paths: SecretPaths, config: JsonObject): JsonObject {
  return mapSecrets(config, paths, [], () => secretMask) as JsonObject;
}

/** What is stored once a connector has rotated secrets: `patch` as it comes from `ctx.secrets.rotate`. */
export function applyRotation(stored: SplitConfig, patch: Record<string, string>): SplitConfig {
  const masks = Object.fromEntries(Object.keys(patch).map((path) => [path, secretMask]));
  return { config: joinConfig(stored.config, masks), secrets: { ...stored.secrets, ...patch } };
}

/** From now on the secrets in a whole configuration are masked in logs and messages. */
export function registerConfigSecrets(paths: SecretPaths, config: JsonObject): void {
  mapSecrets(config, paths, [], (value) => {
    registerTexts(value);
    return value;
  });
}

/** The same for secrets that stand alone. */
export function registerTexts(value: Json): void {
  if (typeof value === "string") registerSecret(value);
  else if (typeof value === "number") registerSecret(String(value));
  else if (value !== null && typeof value === "object") Object.values(value).forEach(registerTexts);
}

/** `change` is called for every secret that is there; everything else is kept. Nothing is changed in place. */
export function mapSecrets(
  node: Json,
  paths: SecretPaths,
  at: string[],
  change: (value: Json, at: string[]) => Json,
): Json {
  if (paths.length === 0) return node;
  if (paths.some((path) => path.length === 0)) return isPresent(node) ? change(node, at) : node;
  if (Array.isArray(node)) {
    const below = pathsBelow(paths, "*");
    return node.map((child, index) => mapSecrets(child, below, [...at, String(index)], change));
  }
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => [
      key,
      mapSecrets(child, pathsBelow(paths, key), [...at, key], change),
    ]),
  );
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isPresent(value: Json): boolean {
  return value !== null && value !== "";
}

function pathsBelow(paths: SecretPaths, key: string): SecretPaths {
  return paths.filter((path) => path[0] === key).map((path) => path.slice(1));
}

/** A dot within a key is escaped, so that every path has one reading. */
function joinPath(path: readonly string[]): string {
  return path.map((key) => key.replace(/[\\.]/g, "\\$&")).join(".");
}

function splitPath(path: string): string[] {
  return Array.from(path.matchAll(/(?:^|\.)((?:\\.|[^\\.])*)/g), ([, key = ""]) =>
    key.replace(/\\(.)/g, "$1"),
  );
}

function withValueAt(node: Json | undefined, path: readonly string[], value: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(node)) {
    return node.map((child, index) => (String(index) === key ? withValueAt(child, rest, value) : child));
  }
  const object = isObject(node) ? node : {};
  const child = Object.hasOwn(object, key) ? object[key] : undefined;
  return { ...object, [key]: withValueAt(child, rest, value) };
}
