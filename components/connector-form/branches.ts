import {
  isJsonObject,
  isSchema,
  propertiesOf,
  type Json,
  type JsonObject,
  type JsonSchema,
} from "./json-schema";

export function branchesOf(schema: JsonSchema): readonly JsonSchema[] {
  return Array.isArray(schema.oneOf) ? schema.oneOf.filter(isSchema) : [];
}

/**
 * The property that tells the branches of a oneOf apart: a constant in each, different in each. A branch may hold
 * other constants (fixed limits of a plan); those are just set.
 */
export function discriminatorOf(branches: readonly JsonSchema[]): string | undefined {
  const [first, ...others] = branches;
  if (!first) return undefined;
  return propertiesOf(first)
    .map(([name]) => name)
    .find((name) => {
      const constants = [first, ...others].map((branch) => constantAt(branch, name));
      return !constants.includes(undefined) && new Set(constants).size === branches.length;
    });
}

/** Which branch a value is of: by the discriminator, else the one whose properties it shares most. -1 for none. */
export function branchIndexOf(branches: readonly JsonSchema[], value: Json | undefined): number {
  if (!isJsonObject(value)) return -1;
  const discriminator = discriminatorOf(branches);
  if (discriminator !== undefined) {
    const chosen = value[discriminator];
    return branches.findIndex((branch) => constantAt(branch, discriminator) === chosen);
  }
  const shared = branches.map((branch) => propertiesOf(branch).filter(([name]) => name in value).length);
  const most = Math.max(0, ...shared);
  return most > 0 ? shared.indexOf(most) : -1;
}

/** What a branch sets without asking: its discriminator and its other constants. */
export function constantsOf(branch: JsonSchema, discriminator: string | undefined): JsonObject {
  const constants: JsonObject = {};
  for (const [name, property] of propertiesOf(branch)) {
    const constant = name === discriminator ? constantAt(branch, name) : (property.const as Json | undefined);
    if (constant !== undefined) constants[name] = constant;
  }
  return constants;
}

/** A constant, or in older specs an enum of one. */
function constantAt(branch: JsonSchema, name: string): Json | undefined {
  const property = branch.properties?.[name];
  if (!isSchema(property)) return undefined;
  return (property.const ?? (property.enum?.length === 1 ? property.enum[0] : undefined)) as Json | undefined;
}
