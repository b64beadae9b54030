import { describe, expect, it } from "vitest";
import { findDestination } from "@/connectors/registry";
import { ConfigError } from "@/connectors/sdk";
import { mysqlDestination } from ".";
import { connectionSettings, spec } from "./config";

const least = { host: "db", database: "shop", username: "writer" };

describe("configuration of the MySQL destination", () => {
  it("is Airbyte's: what is left out has a default, unknown fields are ignored", () => {
    const config = spec.parse({ ...least, tunnel_method: { tunnel_method: "NO_TUNNEL" }, mystery: 1 });
    expect(config).toEqual({ ...least, port: 3306, tunnel_method: { tunnel_method: "NO_TUNNEL" } });
    expect(connectionSettings(config)).toMatchObject({ password: "", sslMode: { mode: "preferred" } });
    expect(mysqlDestination.locations(config)).toEqual({ namespace: "shop", rawNamespace: null });
  });

  it("encrypts always or never where it is told so", () => {
    expect(connectionSettings(spec.parse({ ...least, ssl: true })).sslMode).toEqual({ mode: "required" });
    expect(connectionSettings(spec.parse({ ...least, ssl: false })).sslMode).toEqual({ mode: "disabled" });
  });

  it("names every field that is wrong", () => {
    expect(() => spec.parse({ port: 99_999, ssl: "yes" })).toThrow(/host.*port.*database.*username.*ssl/);
    expect(() => spec.parse({ port: 99_999 })).toThrow(ConfigError);
  });

  it("keeps passwords and the key secret, and says what an administrator has to run", () => {
    expect(spec.secrets.map((path) => path.join("."))).toEqual([
      "password",
      "tunnel_method.ssh_key",
      "tunnel_method.ssh_key_passphrase",
      "tunnel_method.tunnel_user_password",
    ]);
    const { grant } = connectionSettings(spec.parse({ ...least, password: "s3cret" }));
    expect(grant).toMatch(/^GRANT SELECT, INSERT, .* ON `shop`\.\* TO 'writer'@'%'$/);
    expect(grant).not.toContain("s3cret");
  });

  it("is in the registry under Airbyte's id", async () => {
    const entry = findDestination("ca81ee7c-3163-4246-af40-094cc31e5e42");
    expect((await entry?.load())?.spec.id).toBe("mysql");
  });
});
