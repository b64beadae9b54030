import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { uuidV5 } from "@/lib/sync/uuid-v5";
import { connectionIdOf, type ConnectionFacts } from "./connection-id";

const facts: ConnectionFacts = {
  source: { connector: "postgres", identity: { host: "a", port: 5432, database: "shop" } },
  destination: { connector: "duckdb", identity: { file: "/lake.duckdb", schema: "main" } },
  namespace: null,
  prefix: "",
  normalization: "basic",
  sample: false,
};

describe("the id of a connection", () => {
  it("is a version 5 UUID as RFC 9562 makes it", () => {
    const namespace = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");
    const digest = createHash("sha1").update(namespace).update("https://example.com").digest("hex");
    const id = uuidV5("https://example.com");
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(id.slice(0, 13)).toBe(`${digest.slice(0, 8)}-${digest.slice(8, 12)}`);
    expect(uuidV5("http://example.com/")).not.toBe(id);
  });

  it("is the same for the same facts in any order, in every version: state is found by it", () => {
    const id = connectionIdOf(facts);
    expect(id).toMatchInlineSnapshot(`"8bf8dd80-cd96-585a-8572-529ac1d8523f"`);
    const reordered = {
      ...facts,
      source: { identity: { database: "shop", port: 5432, host: "a" }, connector: "postgres" },
    };
    expect(connectionIdOf(reordered)).toBe(id);
  });

  it.each([
    { namespace: "lake" },
    { prefix: "raw_" },
    { normalization: "raw" },
    { sample: true },
    { source: { connector: "postgres", identity: { host: "b", port: 5432, database: "shop" } } },
  ])("is another where %j", (more) => {
    expect(connectionIdOf({ ...facts, ...more })).not.toBe(connectionIdOf(facts));
  });
});
