import { describe, expect, it } from "vitest";
import { ConfigError } from "@/connectors/sdk";
import { connectionSettings, spec } from "./config";

const least = { host: "db", database: "shop", username: "reader" };

describe("configuration of the PostgreSQL source", () => {
  it("is Airbyte's: what is left out has a default, unknown fields are ignored", () => {
    const config = spec.parse({
      ...least,
      ssl: true,
      replication_method: { method: "Standard" },
      mystery: 1,
    });
    expect(config).toEqual({
      ...least,
      port: 5432,
      schemas: ["public"],
      replication_method: { method: "Standard" },
      tunnel_method: { tunnel_method: "NO_TUNNEL" },
      parallel_ranges: 1,
    });
    expect(connectionSettings(config)).toMatchObject({ password: "", sslMode: { mode: "prefer" } });
  });

  it.each(["CDC", "Guess"])("refuses the update method %s and says what to choose", (method) => {
    const parse = () => spec.parse({ ...least, replication_method: { method, replication_slot: "s" } });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(
      new RegExp(`replication_method(.method)?: "${method}" is not offered: choose "Standard"`),
    );
  });

  it("names every field that is wrong", () => {
    expect(() => spec.parse({ port: 99999, schemas: "public" })).toThrow(
      /host.*port.*database.*schemas.*username/,
    );
  });

  it("marks what is secret", () => {
    expect(spec.secrets.map((path) => path.join("."))).toEqual([
      "password",
      "ssl_mode.ca_certificate",
      "ssl_mode.client_certificate",
      "ssl_mode.client_key",
      "ssl_mode.client_key_password",
      "tunnel_method.ssh_key",
      "tunnel_method.ssh_key_passphrase",
      "tunnel_method.tunnel_user_password",
    ]);
  });

  it("gives every property and every choice a title, in an order of their own", () => {
    const { properties } = spec.jsonSchema() as {
      properties: Record<string, { title: string; order: number; oneOf?: object[] }>;
    };
    expect(new Set(Object.values(properties).map(({ order }) => order)).size).toBe(
      Object.keys(properties).length,
    );
    expect(properties.ssl_mode?.oneOf).toHaveLength(6);
    expect(properties.replication_method?.oneOf).toHaveLength(2);
    for (const { title, oneOf = [] } of Object.values(properties)) {
      expect(title).toBeTruthy();
      for (const choice of oneOf)
        expect(choice).toMatchObject({ type: "object", title: expect.any(String) as string });
    }
  });
});
