import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConfigError } from "./errors";
import { defineSpec } from "./spec";

const spec = defineSpec({
  kind: "source",
  id: "shop",
  definitionId: "00000000-0000-4000-8000-00000000000a",
  title: "Shop",
  summary: "Reads a shop.",
  config: z.object({
    host: z.string().meta({ title: "Host", order: 0 }),
    port: z.int().min(1).max(65_535).default(443),
    auth: z.discriminatedUnion("kind", [
      z
        .object({ kind: z.literal("key"), key: z.string().meta({ airbyte_secret: true }) })
        .meta({ title: "Key" }),
      z.object({ kind: z.literal("none") }),
    ]),
    mirrors: z
      .array(z.object({ url: z.string(), token: z.string().meta({ airbyte_secret: true }) }))
      .default([]),
  }),
});

describe("a spec", () => {
  it("gives parsed configurations with defaults and without unknown fields", () => {
    expect(spec.parse({ host: "h", auth: { kind: "none" }, extra: 1 })).toEqual({
      host: "h",
      port: 443,
      auth: { kind: "none" },
      mirrors: [],
    });
  });

  it("names every bad field, and the first one for the form", () => {
    const attempt = () => spec.parse({ port: "x", auth: { kind: "none" } });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/host: .*port: /);
    try {
      attempt();
    } catch (error) {
      expect((error as ConfigError).field).toEqual(["host"]);
    }
  });

  it("never repeats a secret that it refuses", () => {
    const secret = "s3cret-s3cret";
    const attempt = () => spec.parse({ host: 1, auth: { kind: "key", key: [secret] } });
    expect(attempt).toThrow(ConfigError);
    try {
      attempt();
    } catch (error) {
      expect((error as Error).message).not.toContain(secret);
    }
  });

  it("becomes a JSON Schema in the form's vocabulary", () => {
    const schema = spec.jsonSchema();
    expect(schema).toMatchObject({
      title: "Shop",
      type: "object",
      required: ["host", "auth"],
      properties: {
        host: { title: "Host", order: 0 },
        port: { type: "integer", minimum: 1, maximum: 65_535, default: 443 },
        auth: { type: "object", oneOf: [{ title: "Key", properties: { kind: { const: "key" } } }, {}] },
      },
    });
  });

  it("knows where its secrets are, inside choices and lists too", () => {
    expect(spec.secrets).toEqual([
      ["auth", "key"],
      ["mirrors", "*", "token"],
    ]);
  });
});
