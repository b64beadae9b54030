import { describe, expect, it } from "vitest";
import { branchValue, configToSend, defaultConfig } from "./defaults";
import type { JsonSchema } from "./json-schema";

const branches: JsonSchema[] = [
  {
    required: ["id", "secret"],
    properties: {
      auth: { const: "oauth" },
      limit: { const: 50 },
      id: { type: "string" },
      secret: { type: "string", airbyte_secret: true },
    },
  },
  {
    properties: {
      auth: { const: "token" },
      id: { type: "string" },
      secret: { type: "string", airbyte_secret: true },
    },
  },
];

describe("defaultConfig", () => {
  it("holds the defaults, also inside sections", () => {
    const schema: JsonSchema = {
      properties: {
        port: { type: "integer", default: 5432 },
        host: { type: "string" },
        tunnel: { type: "object", properties: { port: { type: "integer", default: 22 } } },
      },
    };
    expect(defaultConfig(schema)).toEqual({ port: 5432, tunnel: { port: 22 } });
  });

  it("ignores defaults of the wrong type", () => {
    const schema: JsonSchema = {
      properties: {
        days: { type: "integer", default: [30] },
        mode: { type: "string", enum: ["a"], default: "b" },
        region: {
          type: "object",
          default: { type: "object", title: "Global" },
          oneOf: [{ properties: { url: { const: "x" } } }],
        },
      },
    };
    expect(defaultConfig(schema)).toEqual({});
  });

  it("chooses the first branch where a choice is required, and none where it is not", () => {
    const credentials: JsonSchema = { type: "object", oneOf: branches };
    expect(defaultConfig({ properties: { credentials } })).toEqual({});
    expect(defaultConfig({ required: ["credentials"], properties: { credentials } })).toEqual({
      credentials: { auth: "oauth", limit: 50 },
    });
  });

  it("chooses the branch that a default names", () => {
    const credentials: JsonSchema = { type: "object", oneOf: branches, default: { auth: "token", id: "me" } };
    expect(defaultConfig({ properties: { credentials } })).toEqual({
      credentials: { auth: "token", id: "me" },
    });
  });

  it("sets a required constant and leaves an optional one out", () => {
    const schema: JsonSchema = {
      required: ["kind"],
      properties: { kind: { const: "s3" }, extra: { const: 1 } },
    };
    expect(defaultConfig(schema)).toEqual({ kind: "s3" });
  });

  it("switches a required switch off rather than leaving it open", () => {
    expect(defaultConfig({ required: ["on"], properties: { on: { type: "boolean" } } })).toEqual({
      on: false,
    });
  });
});

describe("branchValue", () => {
  it("keeps values of the same name when another branch is chosen, but no secret and no constant", () => {
    expect(branchValue(branches, 1, { auth: "oauth", limit: 50, id: "me", secret: "s" })).toEqual({
      auth: "token",
      id: "me",
    });
  });
});

describe("configToSend", () => {
  const schema: JsonSchema = {
    required: ["host"],
    properties: {
      host: { type: "string" },
      schema: { type: "string" },
      tunnel: { type: "object", required: ["host"], properties: { host: { type: "string" } } },
      credentials: { type: "object", oneOf: branches },
      reports: {
        type: "array",
        items: { properties: { name: { type: "string" }, note: { type: "string" } } },
      },
    },
  };

  it("leaves out emptied optional fields and sections without entries", () => {
    expect(configToSend(schema, { host: "h", schema: "", tunnel: {} })).toEqual({ host: "h" });
  });

  it("leaves out an optional section that holds only what it was given by itself and lacks what it needs", () => {
    const login: JsonSchema = {
      required: ["how", "key"],
      properties: { how: { const: "key" }, key: {}, on: { default: true } },
    };
    const start = { login: { how: "key", on: true } };
    expect(configToSend({ properties: { login } }, start)).toEqual({});
    expect(configToSend({ properties: { login: { ...login, required: ["how"] } } }, start)).toEqual(start);
    expect(configToSend({ properties: { login } }, { login: { how: "key", key: "x" } })).toEqual({
      login: { how: "key", key: "x" },
    });
  });

  it("keeps emptied lists, because they may replace a default", () => {
    expect(configToSend(schema, { host: "h", reports: [] })).toEqual({ host: "h", reports: [] });
  });

  it("cleans branches and the objects of lists alike", () => {
    const value = { host: "h", credentials: { auth: "token", id: "" }, reports: [{ name: "a", note: "" }] };
    expect(configToSend(schema, value)).toEqual({
      host: "h",
      credentials: { auth: "token" },
      reports: [{ name: "a" }],
    });
  });

  it("keeps what the schema does not know, such as settings of a newer version", () => {
    expect(configToSend(schema, { host: "h", later: { x: "" } })).toEqual({ host: "h", later: { x: "" } });
  });
});
