import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "@/connectors/sdk";
import { InvalidInputError, type FieldIssue } from "@/lib/errors";
import { isObject, secretMask } from "./config";

/**
 * How an update relates to what is stored. A mask keeps the stored secret in all of them.
 * - `patch`: what is absent stays, objects are merged (the API's PATCH).
 * - `put`: what is absent is gone, secrets too (the API's PUT).
 * - `form`: what is absent is gone, but an absent secret stays: the console never has it to send.
 */
export type UpdateMode = "patch" | "put" | "form";

export interface ConfigUpdate {
  /** `spec.jsonSchema()`. */
  schema: JsonObject;
  /** The whole stored configuration, as `joinConfig` gives it. */
  stored: JsonObject;
  incoming: JsonObject;
  mode: UpdateMode;
}

/**
 * The whole new configuration, ready for `spec.parse` and `splitConfig`. Null or "" clears a secret. When another
 * branch of a oneOf is chosen, nothing of the former branch is kept. InvalidInputError where a mask stands for no
 * stored secret, or where it cannot be told for which.
 */
export function mergeConfigUpdate(update: ConfigUpdate): JsonObject {
  const issues: FieldIssue[] = [];
  const { schema, stored, incoming, mode } = update;
  const merged = mergeValue({ schema, stored, incoming, mode, at: [], issues });
  if (issues.length > 0) throw new InvalidInputError("Some secrets have to be entered again.", issues);
  return isObject(merged) ? merged : {};
}

interface Place {
  schema: JsonObject;
  stored: Json | undefined;
  incoming: Json | undefined;
  mode: UpdateMode;
  at: string[];
  issues: FieldIssue[];
}

function mergeValue(place: Place): Json | undefined {
  const { schema, stored, incoming, mode } = place;
  if (isSecret(schema)) return mergeSecret(place);
  if (incoming === undefined) return mode === "patch" ? stored : undefined;
  if (isObject(incoming)) return mergeObject(place, incoming);
  if (Array.isArray(incoming)) return mergeArray(place, incoming);
  return incoming;
}

function mergeSecret({ stored, incoming, mode, at, issues }: Place): Json | undefined {
  if (incoming === undefined) return mode === "put" ? undefined : stored;
  if (incoming !== secretMask) return incoming;
  if (stored !== undefined && stored !== null && stored !== "") return stored;
  issues.push({
    path: at,
    message: "Enter the secret itself: none is stored that the mask could stand for.",
  });
  return undefined;
}

function mergeObject(place: Place, incoming: JsonObject): JsonObject {
  const { stored, mode, at } = place;
  const before = isObject(stored) ? stored : {};
  const properties = propertiesFor(place.schema, mode === "patch" ? { ...before, ...incoming } : incoming);
  const isSameBranch = isDeepStrictEqual(properties, propertiesFor(place.schema, before));
  const base = isSameBranch ? before : {};
  const keys = new Set([properties, base, incoming].flatMap((part) => Object.keys(part)));
  const entries = [...keys].map((key): [string, Json | undefined] => [
    key,
    mergeValue({
      ...place,
      schema: schemaOf(properties, key),
      stored: ownValue(base, key),
      incoming: ownValue(incoming, key),
      at: [...at, key],
    }),
  ]);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function mergeArray(place: Place, incoming: Json[]): Json[] {
  const { stored, mode, at } = place;
  const items = itemsOf(place.schema);
  const before = alignElements(items, Array.isArray(stored) ? stored : [], incoming);
  return incoming.flatMap((element, index) => {
    const merged = mergeValue({
      ...place,
      schema: items,
      stored: before[index],
      incoming: element,
      // An array is replaced as a whole: within it only secrets are kept.
      mode: mode === "put" ? "put" : "form",
      at: [...at, String(index)],
    });
    return merged === undefined ? [] : [merged];
  });
}

/**
 * For each new element the stored one it continues, found by what is not secret, so that removing or moving an
 * element never gives it another one's secret; by place only while their number is the same.
 */
function alignElements(items: JsonObject, stored: Json[], incoming: Json[]): (Json | undefined)[] {
  if (isSecret(items)) return alignSecrets(stored, incoming);
  const facts = stored.map((element) => JSON.stringify(withoutSecrets(items, element)));
  const wanted = incoming.map((element) => JSON.stringify(withoutSecrets(items, element)));
  const found = wanted.map((want) =>
    countOf(facts, want) === 1 && countOf(wanted, want) === 1 ? facts.indexOf(want) : -1,
  );
  return found.map((place, index) => {
    if (place >= 0) return stored[place];
    return stored.length === incoming.length && !found.includes(index) ? stored[index] : undefined;
  });
}

function countOf(list: string[], text: string): number {
  return list.filter((entry) => entry === text).length;
}

/** Masks have nothing to be told apart by: they stand for all the stored ones in order, or for those in their place. */
function alignSecrets(stored: Json[], incoming: Json[]): (Json | undefined)[] {
  if (stored.length === incoming.length) return stored;
  const masks = incoming.flatMap((value, index) => (value === secretMask ? [index] : []));
  if (masks.length !== stored.length) return [];
  return incoming.map((_, index) => stored[masks.indexOf(index)]);
}

/** The value with every secret and null left out and its keys in order, for comparing. */
function withoutSecrets(schema: JsonObject, value: Json): Json {
  if (isSecret(schema)) return null;
  if (Array.isArray(value)) return value.map((element) => withoutSecrets(itemsOf(schema), element));
  if (!isObject(value)) return value;
  const properties = propertiesFor(schema, value);
  const entries = Object.entries(value).map(([key, child]): [string, Json] => [
    key,
    withoutSecrets(schemaOf(properties, key), child),
  ]);
  return Object.fromEntries(entries.filter(([, child]) => child !== null).sort());
}

/** Also where null is allowed beside the secret. */
function isSecret(schema: JsonObject): boolean {
  return schema.airbyte_secret === true || branchesOf(schema).some(isSecret);
}

function itemsOf(schema: JsonObject): JsonObject {
  if (isObject(schema.items)) return schema.items;
  return (
    branchesOf(schema)
      .map(itemsOf)
      .find((items) => Object.keys(items).length > 0) ?? {}
  );
}

function branchesOf(schema: JsonObject): JsonObject[] {
  return Array.isArray(schema.oneOf) ? schema.oneOf.filter(isObject) : [];
}

function schemaOf(properties: JsonObject, key: string): JsonObject {
  const schema = ownValue(properties, key);
  return isObject(schema) ? schema : {};
}

/** The properties of the object, those of the oneOf branch it has chosen included. */
function propertiesFor(schema: JsonObject, value: JsonObject): JsonObject {
  const own = isObject(schema.properties) ? schema.properties : {};
  const chosen = branchesOf(schema)
    .map((branch) => propertiesFor(branch, value))
    .filter((properties) => constantsOf(properties).every((constant) => constant.holdsIn(value)))
    .sort((a, b) => constantsOf(b).length - constantsOf(a).length)[0];
  return { ...own, ...chosen };
}

/** What tells the branches of a oneOf apart; an absent one has its default. */
function constantsOf(properties: JsonObject): { holdsIn(value: JsonObject): boolean }[] {
  return Object.entries(properties).flatMap(([key, property]) =>
    isObject(property) && property.const !== undefined
      ? [{ holdsIn: (value) => (ownValue(value, key) ?? property.default) === property.const }]
      : [],
  );
}

function ownValue(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
