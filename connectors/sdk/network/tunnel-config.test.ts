import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AuthError, ConfigError, TransientError } from "../errors";
import { explainForwarding, explainLogin, keyUnusable } from "./ssh-errors";
import { type SshMethod, tunnelField } from "./tunnel-config";

const schema = z.object({ tunnel_method: tunnelField(0) });
const parse = (tunnel_method: unknown) => schema.safeParse({ tunnel_method });
const key = { tunnel_method: "SSH_KEY_AUTH", tunnel_host: "jump", tunnel_user: "me", ssh_key: "x" } as const;

describe("tunnel_method", () => {
  it("is none by default, and has port 22 otherwise", () => {
    expect(schema.parse({})).toEqual({ tunnel_method: { tunnel_method: "NO_TUNNEL" } });
    expect(parse(key).data?.tunnel_method).toEqual({ ...key, tunnel_port: 22 });
  });

  it("wants what the login needs, and repeats no secret", () => {
    const refused = parse({ ...key, tunnel_host: " ", tunnel_user: undefined, ssh_key: "very secret" });
    expect(refused.error?.issues.map(({ path }) => path.at(-1))).toEqual(["tunnel_host", "tunnel_user"]);
    expect(JSON.stringify(refused.error?.issues)).not.toContain("very secret");
    expect(parse({ ...key, tunnel_method: "SSH_PASSWORD_AUTH" }).success).toBe(false);
  });

  it("takes a fingerprint as ssh-keygen prints it, and an empty field for none", () => {
    const digest = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
    for (const text of [digest, `SHA256:${digest}`, ` SHA256:${digest}= `, ""])
      expect(parse({ ...key, host_key_fingerprint: text }).success).toBe(true);
    for (const text of ["MD5:16:27:ac:a5", "SHA256:short", "x"])
      expect(parse({ ...key, host_key_fingerprint: text }).success).toBe(false);
  });
});

describe("an SSH error", () => {
  const method: SshMethod = { ...key, tunnel_port: 22 };
  const error = (message: string, more: object = {}) => Object.assign(new Error(message), more);

  it.each([
    [error("getaddrinfo ENOTFOUND jump", { code: "ENOTFOUND" }), ConfigError, /check the SSH host/],
    [error("connect ECONNREFUSED", { code: "ECONNREFUSED" }), TransientError, /Nothing accepts connections/],
    [
      error("All configured authentication methods failed", { level: "client-authentication" }),
      AuthError,
      /refuses the user "me" with this key/,
    ],
    [
      error("Handshake failed: no matching key exchange", { level: "handshake" }),
      ConfigError,
      /port of an SSH/,
    ],
    [error("Timed out", { level: "client-timeout" }), TransientError, /firewalls/],
  ])("at the login says what to do: %s", (cause, kind, says) => {
    expect(explainLogin(cause, method)).toBeInstanceOf(kind);
    expect(explainLogin(cause, method).message).toMatch(says);
    expect(explainLogin(cause, method).field?.[0]).toBe("tunnel_method");
  });

  it("on the way to the database tells a server that forbids it from one that cannot reach it", () => {
    const forbidden = explainForwarding(error("Channel open failure", { reason: 1 }), method, "db:5432");
    expect(forbidden).toBeInstanceOf(ConfigError);
    expect(forbidden.message).toMatch(/AllowTcpForwarding/);
    const unreachable = explainForwarding(error("Connection refused", { reason: 2 }), method, "db:5432");
    expect(unreachable).toBeInstanceOf(TransientError);
    expect(unreachable.message).toMatch(/opens no way to db:5432/);
  });

  it("of a key tells a missing passphrase from a wrong one", () => {
    const encrypted = error("Encrypted private OpenSSH key detected, but no passphrase given");
    expect(keyUnusable(encrypted, false).message).toMatch(/give its passphrase/);
    expect(keyUnusable(error("OpenSSH key integrity check failed -- bad passphrase?"), true).message).toMatch(
      /does not open/,
    );
    expect(keyUnusable(undefined, false).message).toMatch(/cannot be read/);
  });
});
