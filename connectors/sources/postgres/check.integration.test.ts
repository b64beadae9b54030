import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AuthError, ConfigError, ConnectorError, TransientError } from "@/connectors/sdk";
import { startTlsProxy, testCertificates, type TlsProxy } from "@/connectors/sdk/postgres/testing/tls-proxy";
import type { SslMode } from "@/connectors/sdk/postgres/settings";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { postgresSource } from ".";
import type { PostgresSourceConfig } from "./config";
import { configOf, discoverOne, readRows, selectFull } from "./testing";

describeWithPostgres("checking a PostgreSQL source", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  let config: PostgresSourceConfig;
  const role = `sluice_reader_${process.pid}`;
  beforeAll(async () => {
    database = await createTestDatabase("pgcheck");
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'right'`);
    await database.query(
      "CREATE TABLE public.open (a int, b int, c int); CREATE TABLE public.secret (a int)",
    );
    await database.query(
      "CREATE SCHEMA shut; CREATE TABLE shut.t (a int); CREATE SCHEMA bare; CREATE SCHEMA mute; CREATE TABLE mute.t (a int)",
    );
    await database.query(
      `GRANT USAGE ON SCHEMA bare, mute TO ${role}; GRANT SELECT (a, b) ON public.open TO ${role}`,
    );
    config = configOf(database.url);
  });
  afterAll(async () => {
    await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await database.drop();
  });
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(() => ctx.dispose());

  const check = (more: Partial<PostgresSourceConfig>): Promise<ConnectorError | null> =>
    postgresSource.check({ ...config, ...more }, ctx).then(
      () => null,
      (error: unknown) => {
        expect(error).toBeInstanceOf(ConnectorError);
        return error as ConnectorError;
      },
    );

  describe("names what is wrong and what to do", () => {
    it("for a schema the user may not use", async () => {
      const error = await check({ username: role, schemas: ["shut"] });
      expect(error).toBeInstanceOf(AuthError);
      expect(error?.message).toMatch(
        new RegExp(`may not use the schema "shut".*GRANT USAGE ON SCHEMA "shut" TO "${role}"`),
      );
    });

    it("for a schema in which the user may read nothing", async () => {
      const error = await check({ username: role, schemas: ["mute"] });
      expect(error).toBeInstanceOf(AuthError);
      expect(error?.message).toMatch(/GRANT SELECT ON ALL TABLES IN SCHEMA "mute"/);
    });

    it("for schemas with nothing in them", async () => {
      expect((await check({ username: role, schemas: ["bare"] }))?.message).toMatch(
        /no table or view in "bare"/,
      );
    });

    it("for a host, a port, a database and a user that are not there, with the field to mend", async () => {
      expect(await check({ host: "no-such-host.invalid" })).toMatchObject({
        kind: "config",
        field: ["host"],
      });
      expect(await check({ port: 1 })).toMatchObject({ kind: "transient" });
      expect(await check({ database: "nowhere" })).toMatchObject({ kind: "config", field: ["database"] });
      expect(await check({ username: "nobody_here" })).toMatchObject({ kind: "auth" });
    });

    it("never with the password", async () => {
      const error = await check({ username: "nobody_here", password: "hunter2-hunter2" });
      expect(`${error?.message} ${error?.stack} ${JSON.stringify(error?.cause)}`).not.toContain("hunter2");
    });
  });

  it("is content with columns alone, and then gives only those", async () => {
    expect(await check({ username: role })).toBeNull();
    const streams = await postgresSource.discover({ ...config, username: role }, ctx);
    expect(streams.map(({ name, fields }) => [name, fields.map((field) => field.name)])).toEqual([
      ["open", ["a", "b"]],
    ]);
    const [stream] = streams;
    if (!stream) throw new Error("There is no stream.");
    const { rows } = await readRows({ ...config, username: role }, ctx, selectFull(stream));
    expect(rows).toEqual([]);
  });

  it("tells, in check and discovery alike, which tables it leaves out and why", async () => {
    await database.query(`CREATE TABLE public.empty (); GRANT SELECT ON public.empty TO ${role}`);
    const leftOut = [
      "Not offered, because they have no column: public.empty.",
      `Not offered, because "${role}" may read none of their columns: mute.t, public.secret.`,
      `Not offered, because "${role}" may not use their schema: shut.t.`,
    ];
    const told = (work: Promise<unknown>) =>
      work.then(() => ctx.lines.splice(0).flatMap(({ message }) => (/^Not/.test(message) ? [message] : [])));
    const asRole = { ...config, username: role, schemas: [] };
    expect(await told(postgresSource.discover(asRole, ctx))).toEqual(leftOut);
    expect(await told(postgresSource.check(asRole, ctx))).toEqual(leftOut);
    expect(await told(postgresSource.discover({ ...asRole, schemas: ["public"] }, ctx))).toHaveLength(2);
    expect(await told(postgresSource.discover(asRole, ctx, [{ name: "open" }]))).toEqual([]);
    await database.query("DROP TABLE public.empty");
  });

  it("says what to grant when a right is taken away before reading", async () => {
    const stream = selectFull(await discoverOne(config, ctx, "open"));
    await expect(readRows({ ...config, username: role }, ctx, stream)).rejects.toThrow(/no column "c"/);
  });

  it("finds tables in all schemas but the system's own when none is named", async () => {
    const streams = await postgresSource.discover({ ...config, schemas: [] }, ctx);
    expect(streams.map(({ namespace, name }) => `${namespace ?? ""}.${name}`)).toEqual([
      "mute.t",
      "public.open",
      "public.secret",
      "shut.t",
    ]);
  });

  describe("TLS", () => {
    let proxy: TlsProxy;
    beforeEach(async () => {
      proxy = await startTlsProxy(database.url);
    });
    afterEach(() => proxy.close());

    const through = (sslMode: SslMode, host = "localhost") =>
      check({ host, port: proxy.port, ssl_mode: sslMode });
    const authority = testCertificates.authority;

    it.each(["prefer", "require"] as const)("%s encrypts where the server can", async (mode) => {
      expect(await through({ mode })).toBeNull();
      expect(proxy).toMatchObject({ encrypted: 1, plain: 0 });
    });

    it.each(["disable", "allow"] as const)("%s goes without where the server lets it", async (mode) => {
      expect(await through({ mode })).toBeNull();
      expect(proxy).toMatchObject({ encrypted: 0, plain: 1 });
    });

    it("allow encrypts where the server insists, disable is told to", async () => {
      const strict = await startTlsProxy(database.url, { requireTls: true });
      expect(await check({ host: "localhost", port: strict.port, ssl_mode: { mode: "allow" } })).toBeNull();
      const refused = await check({ host: "localhost", port: strict.port, ssl_mode: { mode: "disable" } });
      expect(refused).toMatchObject({ kind: "config", field: ["ssl_mode"] });
      expect(refused?.message).toMatch(/"require"/);
      await strict.close();
    });

    it("verify-full accepts the right authority for the right host", async () => {
      expect(await through({ mode: "verify-full", ca_certificate: authority })).toBeNull();
      expect(proxy.encrypted).toBe(1);
    });

    it("verify-full refuses another host, which verify-ca accepts", async () => {
      const refused = await through({ mode: "verify-full", ca_certificate: authority }, "127.0.0.1");
      expect(refused).toBeInstanceOf(ConfigError);
      expect(refused?.message).toMatch(/certificate names another host/);
      expect(await through({ mode: "verify-ca", ca_certificate: authority }, "127.0.0.1")).toBeNull();
    });

    it.each(["verify-ca", "verify-full"] as const)("%s refuses another authority", async (mode) => {
      const refused = await through({ mode, ca_certificate: testCertificates.otherAuthority });
      expect(refused).toMatchObject({ kind: "config", field: ["ssl_mode", "ca_certificate"] });
    });

    it("says so when a certificate cannot be read", async () => {
      const refused = await through({
        mode: "verify-ca",
        ca_certificate: "not a certificate",
        client_certificate: "neither",
        client_key: "nor this",
      });
      expect(refused).toMatchObject({ kind: "config" });
    });

    it("require, and verifying, say so when the server has no TLS; prefer goes without", async () => {
      const plain = { host: config.host, port: config.port };
      expect((await check({ ...plain, ssl_mode: { mode: "require" } }))?.message).toMatch(
        /switch TLS on at the server/,
      );
      expect(await check({ ...plain, ssl_mode: { mode: "prefer" } })).toBeNull();
    });
  });

  describe("while reading", () => {
    const endless = async () => {
      await database.query(
        "CREATE OR REPLACE VIEW public.endless AS SELECT generate_series(1, 100000000) AS i, repeat('x', 200) AS note",
      );
      return selectFull(await discoverOne(config, ctx, "endless"));
    };
    const sessions = async () => {
      const rows = await database.query<{ query: string }>(
        "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sluice' AND state <> 'idle'",
      );
      return rows.length;
    };
    const until = async (condition: () => Promise<boolean>) => {
      const start = Date.now();
      while (!(await condition())) if (Date.now() - start > 20_000) throw new Error("It never came to be.");
    };

    it("aborting ends the query at the server, and throws the reason", async () => {
      const stream = await endless();
      const reason = new Error("cancelled by a person");
      const reading = (async () => {
        for await (const event of postgresSource.read(
          config,
          { id: "e", streams: [stream] },
          null,
          "pg-copy-binary",
          ctx,
        ))
          if (event.type === "batch") ctx.abort(reason);
      })();
      await expect(reading).rejects.toBe(reason);
      await until(async () => (await sessions()) === 0);
    });

    it("aborting ends a query that has not given a row yet", async () => {
      await database.query("CREATE OR REPLACE VIEW public.sleepy AS SELECT 1 AS i FROM pg_sleep(600)");
      const stream = selectFull(await discoverOne(config, ctx, "sleepy"));
      const reading = readRows(config, ctx, stream).catch((error: unknown) => error);
      await until(async () => (await sessions()) === 1);
      ctx.abort(new Error("enough"));
      expect(await reading).toMatchObject({ message: "enough" });
      await until(async () => (await sessions()) === 0);
    });

    it("leaving early frees the connection", async () => {
      const stream = await endless();
      for await (const event of postgresSource.read(
        config,
        { id: "e", streams: [stream] },
        null,
        "rows",
        ctx,
      ))
        if (event.type === "batch") break;
      await until(async () => (await sessions()) === 0);
    });

    it("leaving while a query has not given a row yet frees the connection at once", async () => {
      await database.query("CREATE OR REPLACE VIEW public.sleepy AS SELECT 1 AS i FROM pg_sleep(600)");
      const stream = selectFull(await discoverOne(config, ctx, "sleepy"));
      const events = postgresSource
        .read(config, { id: "e", streams: [stream] }, null, "rows", ctx)
        [Symbol.asyncIterator]();
      const reading = (async () => {
        for (;;) await events.next();
      })().catch((error: unknown) => error);
      await until(async () => (await sessions()) === 1);
      await events.return?.();
      expect(await reading).toMatchObject({ message: "The reader has left." });
      await until(async () => (await sessions()) === 0);
    });

    it("a reader that waits makes the server wait: memory stays small", async () => {
      const stream = await endless();
      let taken = 0;
      for await (const event of postgresSource.read(
        config,
        { id: "e", streams: [stream] },
        null,
        "pg-copy-binary",
        ctx,
      )) {
        if (event.type !== "batch") continue;
        if (++taken === 3) {
          const before = process.memoryUsage().arrayBuffers;
          await until(
            async () =>
              (await database.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'ClientWrite'"))
                .length > 0,
          );
          expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
          break;
        }
      }
    });

    it("a session that an administrator ends is worth trying again", async () => {
      const stream = await endless();
      const reading = (async () => {
        for await (const event of postgresSource.read(
          config,
          { id: "e", streams: [stream] },
          null,
          "rows",
          ctx,
        )) {
          if (event.type !== "batch") continue;
          await database.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sluice'",
          );
        }
      })();
      await expect(reading).rejects.toBeInstanceOf(TransientError);
    });

    it("a view that cannot be computed names the reason", async () => {
      await database.query("CREATE TABLE public.numbers AS SELECT generate_series(0, 3) AS n");
      await database.query("CREATE VIEW public.broken AS SELECT 1 / n AS x FROM public.numbers");
      const stream = selectFull(await discoverOne(config, ctx, "broken"));
      await expect(readRows(config, ctx, stream)).rejects.toThrow(
        /Reading public.broken failed: division by zero/,
      );
    });
  });
});
