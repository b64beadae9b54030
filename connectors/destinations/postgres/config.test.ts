import { describe, expect, it } from "vitest";
import { connectionSettings, spec } from "./config";

const least = { host: "db", database: "shop", username: "writer" };

describe("configuration of the PostgreSQL destination", () => {
  it("is Airbyte's, with its defaults", () => {
    expect(spec.parse({ ...least, unknown: true })).toEqual({
      ...least,
      port: 5432,
      schema: "public",
      raw_data_schema: "airbyte_internal",
      disable_type_dedupe: false,
      drop_cascade: false,
      unconstrained_number: false,
      tunnel_method: { tunnel_method: "NO_TUNNEL" },
    });
  });

  it.each([
    [{}, "prefer"],
    [{ ssl: true }, "require"],
    [{ ssl: false }, "disable"],
    [{ ssl: false, ssl_mode: { mode: "require" } }, "require"],
  ])("%o means the SSL mode %s", (ssl, mode) => {
    expect(connectionSettings(spec.parse({ ...least, ...ssl })).sslMode).toEqual({ mode });
  });

  it("keeps password and keys secret", () => {
    expect(spec.secrets).toContainEqual(["password"]);
    expect(spec.secrets).toContainEqual(["ssl_mode", "client_key"]);
  });
});
