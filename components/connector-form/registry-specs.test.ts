import { describe, expect, it } from "vitest";
import { z } from "zod";
import { destinations, sources } from "@/connectors/registry";
import type { Spec } from "@/connectors/sdk";
import { configToSend, defaultConfig } from "./defaults";
import { formModel, type FieldModel } from "./form-model";
import type { JsonObject, JsonSchema } from "./json-schema";
import { validateAgainstSchema } from "./validate";

/* A new connector needs no code here: whatever the registry offers must be drawn, and judged as its own zod judges. */
describe.each([...sources, ...destinations].map((entry) => [`${entry.kind} ${entry.id}`, entry] as const))(
  "the form of the %s",
  (_, entry) => {
    it("draws every field by a control of its own, and every secret masked", async () => {
      const { spec } = await entry.load();
      const drawn = controlsOf(formModel(schemaOf(spec)).flatMap(({ fields }) => fields));
      expect(drawn.filter(({ kind }) => kind === "json")).toEqual([]);
      // Also where a secret is hidden, nothing of its name may be drawn openly.
      const secret = new Set(spec.secrets.map((path) => path.at(-1)));
      const open = drawn.filter(({ name, kind }) => secret.has(name) && kind !== "secret");
      expect(open.map(({ name }) => name)).toEqual([]);
    });

    it("refuses an empty form where the connector itself refuses it, and nowhere else", async () => {
      const { spec } = await entry.load();
      const schema = schemaOf(spec);
      const start = defaultConfig(schema);
      const refusedHere = validateAgainstSchema(schema, start).map(({ path }) => String(path[0]));
      const refusedThere = refusalsOf(spec, configToSend(schema, start));
      expect([...new Set(refusedHere)].toSorted()).toEqual([...new Set(refusedThere)].toSorted());
    });
  },
);

function schemaOf(spec: Spec<unknown>): JsonSchema {
  return spec.jsonSchema() as JsonSchema;
}

function controlsOf(fields: readonly FieldModel[]): FieldModel[] {
  return fields.flatMap((field) => {
    switch (field.kind) {
      case "section":
      case "objects":
        return controlsOf(field.fields);
      case "branches":
        return field.branches.flatMap((branch) => controlsOf(branch.fields));
      default:
        return [field];
    }
  });
}

/** Names of the top-level fields that the connector's zod finds wrong. */
function refusalsOf(spec: Spec<unknown>, config: JsonObject): string[] {
  try {
    spec.parse(config);
    return [];
  } catch (error) {
    const { cause } = error as Error;
    if (!(cause instanceof z.ZodError)) throw error;
    return cause.issues.map(({ path }) => String(path[0]));
  }
}
