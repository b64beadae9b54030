import { describe, expect, it } from "vitest";
import { ConfigError } from "@/connectors/sdk";
import { findSource } from "@/connectors/registry";
import { connectionSettings, spec } from "./config";

const minimal = { host: "db", database: "shop", username: "reader" };

describe("the configuration of the MySQL source", () => {
  it("takes Airbyte's configurations as they are", () => {
    const config = spec.parse({
      ...minimal,
      port: 3307,
      password: "secret",
      jdbc_url_params:
        "connectTimeout=2000&sessionVariables=max_statement_time=5,wait_timeout=60&useSSL=true",
      ssl_mode: { mode: "verify_ca", ca_certificate: "PEM" },
      replication_method: { method: "STANDARD" },
      tunnel_method: { tunnel_method: "NO_TUNNEL" },
    });
    expect(connectionSettings(config)).toEqual({
      host: "db",
      port: 3307,
      database: "shop",
      username: "reader",
      password: "secret",
      sslMode: { mode: "verify_ca", ca_certificate: "PEM" },
      params: {
        connectTimeoutMs: 2000,
        tinyInt1IsBit: true,
        settings: { max_statement_time: "5", wait_timeout: "60" },
        ignored: ["useSSL"],
      },
      tunnel: { tunnel_method: "NO_TUNNEL" },
      grant: "GRANT SELECT ON `shop`.* TO 'reader'@'%'",
    });
  });

  it("needs host, database and user alone, and encrypts where the server can", () => {
    expect(connectionSettings(spec.parse(minimal))).toMatchObject({
      port: 3306,
      password: "",
      sslMode: { mode: "preferred" },
    });
  });

  it.each([
    [{ ...minimal, host: " " }, /host: a host name/],
    [{ ...minimal, port: 70_000 }, /port/],
    [{ ...minimal, database: "" }, /database/],
    [{ ...minimal, replication_method: { method: "CDC" } }, /"CDC" is not offered/],
    [{ ...minimal, ssl_mode: { mode: "verify_ca" } }, /ca_certificate/],
    [{ ...minimal, ssl_mode: { mode: "sometimes" } }, /ssl_mode/],
  ])("refuses %j by name", (input, says) => {
    expect(() => spec.parse(input)).toThrow(ConfigError);
    expect(() => spec.parse(input)).toThrow(says);
  });

  it("keeps the password, keys and certificates secret", () => {
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

  it("is in the registry under Airbyte's id", async () => {
    const entry = findSource("435bb9a5-7887-4809-aa58-28c27df0d7ad");
    expect((await entry?.load())?.spec.id).toBe("mysql");
  });
});
