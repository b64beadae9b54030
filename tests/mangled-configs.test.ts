import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { destinations, sources } from "@/connectors/registry";
import { ConfigError, type Destination, type JsonObject, type Spec } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { judgeConfig } from "@/lib/connectors/stored-config";
import { loadConnector } from "@/lib/connectors/catalogue";
import { loadDestination, loadSource, type ConnectorCall } from "@/lib/connectors/load";
import { InvalidInputError } from "@/lib/errors";
import { keepingOf } from "@/lib/governance/testing/keeping";
import { joinConfig } from "@/lib/secrets/config";
import { mergeConfigUpdate } from "@/lib/secrets/merge";
import { fromSchema, mangled } from "./support/mangle";

/** Of each connector; of all of them, more than 10,000. */
const loads = { numRuns: 1_000 };
const updates = { numRuns: 500 };

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.dispose());

describe.each([...sources, ...destinations])("a mangled configuration of the $kind $id", (entry) => {
  const { id, kind } = entry;

  it("is taken as a whole, or refused with the name of the field", async () => {
    const spec = await specOf(entry);
    const load = (call: ConnectorCall) =>
      kind === "source" ? loadSource(call) : loadDestination(call, keepingOf(ctx));
    const wholes = fromSchema(spec.jsonSchema()).chain(mangled);
    const ends = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(wholes, async (config) => {
        try {
          const loaded = await load({ connector: id, config });
          if ("locations" in loaded.connector) usePlainly(loaded.connector, loaded.config);
          ends.taken++;
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          expect(error.field).toBeDefined();
          expect(error.message).toContain(error.field?.join(".") || "configuration");
          ends.refused++;
        }
      }),
      loads,
    );
    expect(ends.refused).toBeGreaterThan(100);
  });

  it("is stored without its secrets, or refused as input, and merges with what is stored", async () => {
    const spec = await specOf(entry);
    const wholes = fromSchema(spec.jsonSchema());
    const pairs = fc.tuple(wholes, wholes.chain(mangled), fc.constantFrom("patch", "put", "form"));
    fc.assert(
      fc.property(pairs, ([stored, incoming, mode]) => {
        fc.pre(isObject(stored) && isObject(incoming));
        orRefuse(() => {
          const whole = mergeConfigUpdate({ schema: spec.jsonSchema(), stored, incoming, mode });
          const split = judgeConfig(spec, whole);
          expect(joinConfig(split.config, split.secrets)).toEqual(whole);
        });
      }),
      updates,
    );
  });
});

/** As people see it. */
async function specOf(
  entry: (typeof sources)[number] | (typeof destinations)[number],
): Promise<Spec<unknown>> {
  return (await loadConnector(entry.kind, entry.id)).spec;
}

/** What the engine asks of a configuration before anything is connected. */
function usePlainly(destination: Destination<unknown>, config: unknown): void {
  const { namespace, rawNamespace } = destination.locations(config);
  for (const name of [namespace, rawNamespace ?? ""]) expect(typeof name).toBe("string");
  expect(["string", "object"]).toContain(typeof (destination.exclusive?.(config) ?? null));
}

function orRefuse(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    expect(error.issues.length).toBeGreaterThan(0);
  }
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
