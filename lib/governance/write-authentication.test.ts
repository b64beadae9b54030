import { describe, expect, it } from "vitest";
import { z } from "zod";
import { branchesOf, discriminatorOf } from "@/components/connector-form/branches";
import { defaultConfig } from "@/components/connector-form/defaults";
import { formModel } from "@/components/connector-form/form-model";
import type { JsonObject, JsonSchema } from "@/components/connector-form/json-schema";
import { validateAgainstSchema } from "@/components/connector-form/validate";
import { destinations } from "@/connectors/registry";
import { AuthError, ConfigError, defineSpec } from "@/connectors/sdk";
import { createTestContext, planFeed, planStream } from "@/connectors/sdk/testing";
import { describeConnector, loadConnector } from "@/lib/connectors/catalogue";
import { allowed, refused } from "@/lib/sync/write-gate/testing/scripted-gate";
import { guardByConfig, type WritePlace } from "./open-gate";
import { openPlace } from "./testing/keeping";
import { withWriteAuthentication, writeAuthenticationOf } from "./write-authentication";

const own = defineSpec({
  kind: "destination",
  id: "plain",
  definitionId: "7e570000-0000-4000-8000-0000000000aa",
  title: "Plain",
  summary: "Writes.",
  config: z.object({ host: z.string(), password: z.string().optional().meta({ airbyte_secret: true }) }),
});
const spec = withWriteAuthentication(own);
const heimdall = {
  type: "heimdall",
  api_key: "key-of-alice",
  base_url: "https://dataos.example.com/heimdall/",
};

describe("a destination's configuration", () => {
  it("is what the connector's own spec gives, whatever the section says", () => {
    expect(spec.parse({ host: "h", write_authentication: heimdall })).toEqual({ host: "h" });
  });

  it("asks nobody where the section is absent", () => {
    spec.parse({ host: "h" });
    expect(writeAuthenticationOf({ host: "h" })).toEqual({ type: "none" });
  });

  it("gets the defaults of the section", () => {
    expect(writeAuthenticationOf({ write_authentication: heimdall })).toEqual({
      type: "heimdall",
      api_key: "key-of-alice",
      base_url: "https://dataos.example.com/heimdall/",
      predicate: "write",
      path_template: "dataos://${destination}:${namespace}/${stream}",
      decision_ttl_seconds: 60,
    });
  });

  it.each([
    ["an unknown type", { type: "nobody" }, "type"],
    ["no key", { type: "builtin" }, "api_key"],
    ["a key that is too short to be masked", { type: "builtin", api_key: "short" }, "api_key"],
    ["no address", { ...heimdall, base_url: undefined }, "base_url"],
    ["an address of another scheme", { ...heimdall, base_url: "ftp://x" }, "base_url"],
    ["an address with a sign-in", { ...heimdall, base_url: "https://u:p@x" }, "base_url"],
    ["an address with a query", { ...heimdall, base_url: "https://x?a=1" }, "base_url"],
    ["an unknown placeholder", { ...heimdall, path_template: "dataos://${table}" }, "path_template"],
    ["a decision that never ends", { ...heimdall, decision_ttl_seconds: 3_601 }, "decision_ttl_seconds"],
    ["a decision that holds for no time", { ...heimdall, decision_ttl_seconds: 0 }, "decision_ttl_seconds"],
  ])("is refused for %s, by the field's name", (_, section, field) => {
    const parsing = () => spec.parse({ host: "h", write_authentication: section });
    expect(parsing).toThrow(ConfigError);
    expect(parsing).toThrow(`write_authentication.${field}`);
  });

  it("has the section's key among its secrets, beside its own", () => {
    expect(spec.secrets).toEqual([["password"], ["write_authentication", "api_key"]]);
  });
});

const place: WritePlace = { ...openPlace, destination: "Ware house" };
const stream = planStream({ connectionId: "c", name: "orders", namespace: "public" });

describe.each(destinations.map(({ id, title }) => ({ id, title })))("the destination $title", ({ id }) => {
  it("has the section in its form: a group of its own, three branches told apart by their type", async () => {
    const { jsonSchema, secrets } = await describeConnector("destination", id);
    const schema = jsonSchema as JsonSchema;
    const group = formModel(schema).find(({ title }) => title === "Who may write");
    expect(group?.fields.map(({ name, kind }) => [name, kind])).toEqual([
      ["write_authentication", "branches"],
    ]);
    const branches = branchesOf(schema.properties?.write_authentication ?? {});
    expect(discriminatorOf(branches)).toBe("type");
    expect(branches.map(({ properties }) => properties?.type?.const)).toEqual([
      "none",
      "builtin",
      "heimdall",
    ]);
    expect(secrets).toContainEqual(["write_authentication", "api_key"]);
    for (const field of [
      group?.fields[0],
      ...branches.flatMap(({ properties }) => Object.values(properties ?? {})),
    ])
      expect(field?.title).toBeTruthy();
  });

  it("has a form that is left alone for none, and asks for what the other two need", async () => {
    const { properties = {} } = (await describeConnector("destination", id)).jsonSchema as JsonSchema;
    const schema: JsonSchema = {
      type: "object",
      properties: { section: properties.write_authentication ?? {} },
    };
    expect(defaultConfig(schema)).toEqual({ section: { type: "none" } });
    const missing = (section: JsonObject) =>
      validateAgainstSchema(schema, { section }).map(({ path }) => path.join("."));
    expect(missing({ type: "none" })).toEqual([]);
    expect(missing({ type: "builtin" })).toEqual(["section.api_key"]);
    expect(missing({ type: "heimdall" })).toEqual(["section.api_key", "section.base_url"]);
  });

  it("is guarded: refused, not one of its writing methods is called", async () => {
    const ctx = await createTestContext();
    const connector = await loadConnector("destination", id);
    if (!("open" in connector)) throw new Error(`${id} is no destination.`);
    const untouched = () => Promise.reject(new Error("The destination was touched."));
    const { states, generations, quarantine } = connector;
    const watched = {
      ...connector,
      locations: () => ({ namespace: "public", rawNamespace: null }),
      ...Object.fromEntries(["check", "open", "finish", "clear"].map((name) => [name, untouched])),
      ...(states && { states: { ...states, replace: untouched } }),
      ...(generations && { generations: { ...generations, rollBack: untouched } }),
      ...(quarantine && { quarantine: { ...quarantine, discard: untouched } }),
    };
    const asked: string[] = [];
    const guarded = guardByConfig(
      watched,
      { write_authentication: { type: "builtin", api_key: "key-of-alice" } },
      {
        place,
        ctx,
        askConsole: async (questions) => {
          asked.push(...questions.map(({ path }) => path));
          return questions.map(() => refused());
        },
      },
    );
    const calls = [
      guarded.check(null, ctx),
      guarded.open(null, planFeed(stream, 1), ctx),
      guarded.finish(null, stream, ctx),
      guarded.clear(null, stream, ctx),
      guarded.states?.replace(null, { connectionId: "c", feedId: "f", checkpoint: null }, ctx),
      guarded.generations?.rollBack(null, stream, 1, ctx),
      guarded.quarantine?.discard(null, "c", ["1"], ctx),
    ].filter((call) => call !== undefined);
    for (const outcome of await Promise.allSettled(calls))
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(AuthError) });
    expect(asked).toHaveLength(calls.length);
    const table = "dataos://Ware-house:public/orders";
    const itself = "dataos://Ware-house:public/_sluice";
    expect(asked.slice(0, 4)).toEqual([itself, table, table, table]);
    await ctx.dispose();
  });
});

describe("a destination that asks nobody", () => {
  const written = {
    check: () => Promise.resolve(),
    locations: () => ({ namespace: "n", rawNamespace: null }),
  };
  type Connector = Parameters<typeof guardByConfig>[0];

  it("is written where the workspace allows that", async () => {
    const ctx = await createTestContext();
    const guarded = guardByConfig(written as unknown as Connector, {}, { place, ctx, askConsole: null });
    await expect(guarded.check(null, ctx)).resolves.toBeUndefined();
    await ctx.dispose();
  });

  it("is not written where it does not, by an error that names the switch", async () => {
    const ctx = await createTestContext();
    const shut = { ...place, requiresDecision: true };
    const guarded = guardByConfig(
      written as unknown as Connector,
      {},
      { place: shut, ctx, askConsole: null },
    );
    for (const call of [guarded.check(null, ctx), guarded.authorize([stream])]) {
      await expect(call).rejects.toBeInstanceOf(ConfigError);
      await expect(call).rejects.toThrow(/"no write without authentication"/);
    }
    await ctx.dispose();
  });

  it("is not meant by the switch where it asks somebody", async () => {
    const ctx = await createTestContext();
    const shut = { ...place, requiresDecision: true };
    const config = { write_authentication: { type: "builtin", api_key: "key-of-alice" } };
    const askConsole = async (questions: unknown[]) => questions.map(() => allowed);
    const guarded = guardByConfig(written as unknown as Connector, config, { place: shut, ctx, askConsole });
    await expect(guarded.check(null, ctx)).resolves.toBeUndefined();
    await ctx.dispose();
  });
});

it("a destination that asks its console cannot be written where there is none", async () => {
  const ctx = await createTestContext();
  const config = { write_authentication: { type: "builtin", api_key: "key-of-alice" } };
  const guarded = guardByConfig({} as Parameters<typeof guardByConfig>[0], config, {
    place,
    ctx,
    askConsole: null,
  });
  await expect(guarded.authorize([stream])).rejects.toThrow(/on the command line there is none/);
  await expect(guarded.authorize([stream])).rejects.toBeInstanceOf(ConfigError);
  await ctx.dispose();
});
