import { once } from "node:events";
import { type AddressInfo } from "node:net";
import ssh from "ssh2";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "@/tests/support/free-port";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { describeWithSshd, makeSshKey, Sshd, type SshKey } from "@/tests/support/sshd";
import { AuthError, ConfigError, TransientError } from "../errors";
import { PgSession } from "../postgres/session";
import type { ConnectionSettings } from "../postgres/settings";
import { startTlsProxy, testCertificates } from "../postgres/testing/tls-proxy";
import { createTestContext, type TestContext } from "../testing";
import type { SshMethod } from "./tunnel-config";

type KeyMethod = Extract<SshMethod, { tunnel_method: "SSH_KEY_AUTH" }>;

describeWithSshd("PostgreSQL through an SSH tunnel", () => {
  let key: SshKey;
  let locked: SshKey;
  let sshd: Sshd;
  let database: TestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    key = makeSshKey();
    locked = makeSshKey("open sesame", ["-t", "rsa", "-b", "2048"]);
    sshd = await Sshd.start([key, locked]);
    database = await createTestDatabase("pgtunnel");
  });
  afterAll(async () => {
    await database.drop();
    await sshd.stop();
  });
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(() => ctx.dispose());

  const byKey = (more: Partial<KeyMethod> = {}): SshMethod => ({
    tunnel_method: "SSH_KEY_AUTH",
    tunnel_host: "127.0.0.1",
    tunnel_port: sshd.port,
    tunnel_user: sshd.user,
    ssh_key: key.private,
    ...more,
  });
  const open = (tunnel: SshMethod, more: Partial<ConnectionSettings> = {}): Promise<PgSession> => {
    const url = new URL(database.url);
    const settings: ConnectionSettings = {
      host: url.hostname,
      port: Number(url.port || 5432),
      database: url.pathname.slice(1),
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      sslMode: { mode: "disable" },
      params: { settings: {}, ignored: [] },
      tunnel,
      ...more,
    };
    return PgSession.open(settings, { ctx, applicationName: "tunnel" });
  };
  /** As the database sees it: the session comes from the SSH server. */
  const isThere = async (session: PgSession) => {
    await session.begin("read snapshot");
    const [row] = await session.query<{ one: number }>("Asking", "SELECT 1 AS one");
    await session.commit();
    await session.close();
    return row?.one === 1;
  };
  const loginsToEnd = async () => {
    while (sshd.logins() > 0) await new Promise((resolve) => setImmediate(resolve));
  };

  it("works with a key, and says which host key it has not checked", async () => {
    expect(await isThere(await open(byKey()))).toBe(true);
    expect(ctx.lines.map(({ message }) => message).join()).toContain(sshd.fingerprint);
    await loginsToEnd();
  });

  it("works with an encrypted RSA key and its passphrase, and with the fingerprint that is right", async () => {
    const method = byKey({
      ssh_key: locked.private.replaceAll("\n", "\r\n"),
      ssh_key_passphrase: "open sesame",
      host_key_fingerprint: sshd.fingerprint,
    });
    expect(await isThere(await open(method))).toBe(true);
    expect(ctx.lines).toEqual([]);
  });

  it("checks the database's certificate against the database's name, not the tunnel's", async () => {
    const proxy = await startTlsProxy(database.url);
    const ca_certificate = testCertificates.authority;
    const through = (host: string) =>
      open(byKey(), { host, port: proxy.port, sslMode: { mode: "verify-full", ca_certificate } });
    expect(await isThere(await through("localhost"))).toBe(true);
    expect(proxy.encrypted).toBe(1);
    await expect(through("127.0.0.1")).rejects.toThrow(/certificate names another host/);
    await proxy.close();
    await loginsToEnd();
  });

  it("carries millions of bytes each way, and stays within its windows where nobody takes them", async () => {
    const session = await open(byKey());
    await session.begin("write");
    const rows = 200_000;
    let count = 0;
    const sql = `COPY (SELECT i, repeat('x', 100) FROM generate_series(1, ${rows}) i) TO STDOUT (FORMAT binary)`;
    for await (const block of session.copyOut("Reading", sql, 65_536)) {
      count += block.count;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(count).toBe(rows);
    await session.run("Making", "CREATE TABLE public.numbers (n int)");
    const copy = await session.copyIn("Writing", "COPY public.numbers FROM STDIN (FORMAT binary)");
    for (let n = 0; n < rows; n++) {
      copy.buffer.ensure(10);
      copy.buffer.view.setInt16(copy.buffer.used, 1);
      copy.buffer.view.setInt32(copy.buffer.used + 2, 4);
      copy.buffer.view.setInt32(copy.buffer.used + 6, n);
      copy.buffer.used += 10;
      if (copy.isFull()) await copy.flush();
    }
    expect(await copy.finish()).toBe(rows);
    await session.rollback();
    await session.close();
    await loginsToEnd();
  });

  it("ends with the signal: the database's query is cancelled, and nothing stays behind", async () => {
    const session = await open(byKey());
    await session.begin("read snapshot");
    const waiting = session.query("Waiting", "SELECT pg_sleep(600)");
    const isWaiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query = 'SELECT pg_sleep(600)'`;
    while ((await database.query(isWaiting)).length === 0);
    ctx.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await session.close();
    while ((await database.query(`${isWaiting} AND state = 'active'`)).length > 0);
    await loginsToEnd();
  });

  it("that is lost is an error that is tried again", async () => {
    const session = await open(byKey());
    await session.begin("read snapshot");
    sshd.endLogins();
    await expect(session.query("Waiting", "SELECT pg_sleep(600)")).rejects.toBeInstanceOf(TransientError);
    await session.close();
  });

  describe("refuses, and says what to mend", () => {
    const other = makeSshKeyLazily();
    it.each<[string, () => Partial<KeyMethod>, new (...args: never[]) => Error, RegExp, string]>([
      [
        "a key that is not let in",
        () => ({ ssh_key: other().private }),
        AuthError,
        /refuses the user/,
        "ssh_key",
      ],
      ["an unknown user", () => ({ tunnel_user: "nobody-here" }), AuthError, /"nobody-here"/, "ssh_key"],
      ["a text that is no key", () => ({ ssh_key: "hello" }), ConfigError, /cannot be read/, "ssh_key"],
      ["a public key", () => ({ ssh_key: key.public }), ConfigError, /public key/, "ssh_key"],
      [
        "a locked key without its passphrase",
        () => ({ ssh_key: locked.private }),
        ConfigError,
        /give its passphrase/,
        "ssh_key_passphrase",
      ],
      [
        "a locked key with another passphrase",
        () => ({ ssh_key: locked.private, ssh_key_passphrase: "open barley" }),
        ConfigError,
        /does not open/,
        "ssh_key_passphrase",
      ],
      [
        "another host key than the one expected",
        () => ({ host_key_fingerprint: `SHA256:${"A".repeat(43)}` }),
        ConfigError,
        /shows the host key SHA256:.*Ask its administrator/,
        "host_key_fingerprint",
      ],
      [
        "an unknown host",
        () => ({ tunnel_host: "no-such-host.invalid" }),
        ConfigError,
        /no-such-host/,
        "tunnel_host",
      ],
      [
        "a port where something else answers",
        () => ({ tunnel_port: Number(new URL(database.url).port || 5432) }),
        ConfigError,
        /port of an SSH server/,
        "tunnel_port",
      ],
    ])("%s", async (_, more, kind, says, field) => {
      const error: unknown = await open(byKey(more())).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(kind);
      expect(error).toMatchObject({ field: ["tunnel_method", field] });
      expect((error as Error).message).toMatch(says);
    });

    it("a port where nothing listens", async () => {
      await expect(open(byKey({ tunnel_port: await freePort() }))).rejects.toThrow(
        /Nothing accepts connections/,
      );
    });

    it("a database that the SSH server cannot reach", async () => {
      const opening = open(byKey(), { port: await freePort() });
      await expect(opening).rejects.toBeInstanceOf(TransientError);
      await expect(opening).rejects.toThrow(/opens no way to/);
      await loginsToEnd();
    });

    it("a server that forwards nothing", async () => {
      const strict = await Sshd.start([key], ["AllowTcpForwarding no"]);
      const opening = open(byKey({ tunnel_port: strict.port }));
      await expect(opening).rejects.toBeInstanceOf(ConfigError);
      await expect(opening).rejects.toThrow(/AllowTcpForwarding/);
      await strict.stop();
    });
  });

  /** sshd takes passwords of the machine's users only; ssh2's own server takes those of a test. */
  describe("with a password", () => {
    let server: InstanceType<typeof ssh.Server>;
    beforeAll(async () => {
      server = new ssh.Server({ hostKeys: [makeSshKey().private] }, (client) => {
        client.on("authentication", (attempt) => {
          if (attempt.method === "password" && attempt.password === "right") attempt.accept();
          else attempt.reject(["password"]);
        });
        client.on("error", () => undefined);
        client.on("tcpip", (accept, _reject, { destIP, destPort }) => {
          const channel = accept();
          void import("node:net").then(({ connect }) => {
            const socket = connect(destPort, destIP);
            socket.on("error", () => channel.close());
            channel.pipe(socket).pipe(channel);
          });
        });
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    });
    afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

    const byPassword = (password: string): SshMethod => ({
      tunnel_method: "SSH_PASSWORD_AUTH",
      tunnel_host: "127.0.0.1",
      tunnel_port: (server.address() as AddressInfo).port,
      tunnel_user: "someone",
      tunnel_user_password: password,
    });

    it("works", async () => {
      expect(await isThere(await open(byPassword("right")))).toBe(true);
    });

    it("that is wrong is refused, without telling it", async () => {
      const error: unknown = await open(byPassword("wr0ng")).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AuthError);
      expect(error).toMatchObject({ field: ["tunnel_method", "tunnel_user_password"] });
      expect(String(error)).not.toContain("wr0ng");
    });
  });
});

/** Made only where the suite is not skipped. */
function makeSshKeyLazily(): () => SshKey {
  let made: SshKey | undefined;
  return () => (made ??= makeSshKey());
}
