import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lockKey, TestAuthority, type IssuedCertificate } from "@/tests/support/certificates";
import { describeWithCluster, type PostgresCluster, startCluster } from "@/tests/support/postgres-cluster";
import type { ConnectorError } from "../errors";
import { createTestContext, type TestContext } from "../testing";
import { withPgSession } from "./session";
import type { SslMode } from "./settings";

/** A real server with certificates of an authority of its own. */
describeWithCluster("TLS with a PostgreSQL server", () => {
  let ours: TestAuthority;
  let others: TestAuthority;
  let server: IssuedCertificate;
  let client: IssuedCertificate;
  let cluster: PostgresCluster;
  let ctx: TestContext;

  const serverFiles = ({ certificate, key }: IssuedCertificate) => ({
    "server.crt": certificate,
    "server.key": key,
  });
  beforeAll(async () => {
    ours = TestAuthority.create("our authority");
    others = TestAuthority.create("another authority");
    server = ours.issue({ commonName: "localhost", names: ["DNS:localhost"] });
    client = ours.issue({ commonName: "certified" });
    cluster = await startCluster({
      hba: [
        "hostssl all certified 127.0.0.1/32 cert",
        "hostssl all strict 127.0.0.1/32 trust clientcert=verify-ca",
        "hostssl all plain 127.0.0.1/32 trust",
      ],
      files: { ...serverFiles(server), "ca.crt": ours.certificate },
      settings: { ssl: "on", ssl_ca_file: "ca.crt" },
    });
    await cluster.query("CREATE ROLE certified LOGIN; CREATE ROLE strict LOGIN; CREATE ROLE plain LOGIN");
  });
  afterAll(async () => {
    await cluster.stop();
    ours.remove();
    others.remove();
  });
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(() => ctx.dispose());

  /** null where the session is encrypted, else why there is none. */
  async function connect(
    sslMode: SslMode,
    { username = "plain", host = "localhost" } = {},
  ): Promise<ConnectorError | null> {
    const settings = {
      host,
      port: cluster.port,
      database: "postgres",
      username,
      password: "",
      sslMode,
      params: { settings: {}, ignored: [] },
    };
    try {
      return await withPgSession(settings, { ctx, applicationName: "tls" }, async (session) => {
        await session.begin("read snapshot");
        const sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        const [row] = await session.query<{ ssl: boolean }>("Asking", sql);
        expect(row?.ssl).toBe(true);
        await session.commit();
        return null;
      });
    } catch (error) {
      return error as ConnectorError;
    }
  }
  const verify = (more: Partial<Extract<SslMode, { mode: "verify-full" }>> = {}): SslMode => ({
    mode: "verify-full",
    ca_certificate: ours.certificate,
    ...more,
  });
  const shown = ({ certificate, key }: IssuedCertificate, password?: string) => ({
    client_certificate: certificate,
    client_key: key,
    ...(password === undefined ? {} : { client_key_password: password }),
  });

  describe("of the server's certificate", () => {
    const loose = (): SslMode => ({ mode: "verify-ca", ca_certificate: ours.certificate });
    afterEach(() => cluster.rewrite(serverFiles(server)));

    it("takes one of the authority for the host", async () => {
      expect(await connect(verify())).toBeNull();
      expect(await connect(loose())).toBeNull();
    });

    it("refuses one of another authority, in both modes", async () => {
      const mode = { ca_certificate: others.certificate };
      for (const sslMode of [verify(mode), { ...loose(), ...mode } as SslMode])
        expect(await connect(sslMode)).toMatchObject({
          kind: "config",
          field: ["ssl_mode", "ca_certificate"],
        });
    });

    it("refuses one for another host where the host counts", async () => {
      await cluster.rewrite(serverFiles(ours.issue({ commonName: "db.example", names: ["DNS:db.example"] })));
      const refused = await connect(verify());
      expect(refused).toMatchObject({ kind: "config", field: ["host"] });
      expect(refused?.message).toMatch(/certificate names another host/);
      expect(await connect(loose())).toBeNull();
    });

    it("takes one that names the address, where the host is an address", async () => {
      expect(await connect(verify(), { host: "127.0.0.1" })).toMatchObject({
        kind: "config",
        field: ["host"],
      });
      await cluster.rewrite(serverFiles(ours.issue({ commonName: "db", names: ["IP:127.0.0.1"] })));
      expect(await connect(verify(), { host: "127.0.0.1" })).toBeNull();
    });

    it("refuses one that has expired, in both modes", async () => {
      await cluster.rewrite(
        serverFiles(ours.issue({ commonName: "localhost", names: ["DNS:localhost"], expired: true })),
      );
      for (const sslMode of [verify(), loose()]) {
        const refused = await connect(sslMode);
        expect(refused).toMatchObject({ kind: "config", field: ["ssl_mode"] });
        expect(refused?.message).toMatch(/expired: renew it/);
      }
      expect(await connect({ mode: "require" })).toBeNull();
    });
  });

  describe("with a certificate of the client", () => {
    it("is let in with one of the server's authority, also with a locked key", async () => {
      expect(await connect(verify(shown(client)), { username: "certified" })).toBeNull();
      expect(await connect(verify(shown(client)), { username: "strict" })).toBeNull();
      const locked = { ...client, key: lockKey(client.key, "open sesame") };
      expect(await connect(verify(shown(locked, "open sesame")), { username: "certified" })).toBeNull();
    });

    it.each<[string, () => SslMode, string, string[], RegExp]>([
      [
        "none where one is asked for",
        () => verify(),
        "strict",
        ["ssl_mode", "client_certificate"],
        /asks for a client certificate/,
      ],
      [
        "one that names another user",
        () => verify(shown(ours.issue({ commonName: "someone else" }))),
        "certified",
        ["ssl_mode", "client_certificate"],
        /must name the user "certified"/,
      ],
      [
        "one of an authority that the server does not know",
        () => verify(shown(others.issue({ commonName: "certified" }))),
        "certified",
        ["ssl_mode", "client_certificate"],
        /does not accept the client certificate/,
      ],
      [
        "one that has expired",
        () => verify(shown(ours.issue({ commonName: "certified", expired: true }))),
        "certified",
        ["ssl_mode", "client_certificate"],
        /does not accept the client certificate/,
      ],
      [
        "a key with another password",
        () => verify(shown({ ...client, key: lockKey(client.key, "open sesame") }, "open barley")),
        "certified",
        ["ssl_mode", "client_key_password"],
        /does not open/,
      ],
      [
        "a locked key without its password",
        () => verify(shown({ ...client, key: lockKey(client.key, "open sesame") })),
        "certified",
        ["ssl_mode", "client_key_password"],
        /does not open/,
      ],
      [
        "a key of another certificate",
        () => verify(shown({ ...client, key: server.key })),
        "certified",
        ["ssl_mode", "client_key"],
        /do not belong together/,
      ],
      [
        "a certificate without a key",
        () => verify({ client_certificate: client.certificate }),
        "certified",
        ["ssl_mode", "client_key"],
        /go together/,
      ],
    ])("is refused with %s", async (_, sslMode, username, field, says) => {
      const refused = await connect(sslMode(), { username });
      expect(refused?.message).toMatch(says);
      expect(refused).toMatchObject({ kind: expect.stringMatching(/config|auth/) as string, field });
    });
  });
});
