import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestContext, type TestContext } from "../testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { TransientError } from "../errors";
import { PgSession, withPgSession } from "./session";
import type { ConnectionSettings } from "./settings";

describeWithPostgres("a session with PostgreSQL", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  let settings: ConnectionSettings;
  beforeAll(async () => {
    database = await createTestDatabase("pgsession");
    const url = new URL(database.url);
    settings = {
      host: url.hostname,
      port: Number(url.port || 5432),
      database: url.pathname.slice(1),
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      sslMode: { mode: "disable" },
      params: { settings: {}, ignored: [] },
    };
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(async () => {
    await ctx.dispose();
    await database.query(`ALTER ROLE CURRENT_USER IN DATABASE "${settings.database}" RESET ALL`);
  });

  const within = <Result>(
    work: (session: PgSession) => Promise<Result>,
    more: Partial<ConnectionSettings> = {},
  ) => withPgSession({ ...settings, ...more }, { ctx, applicationName: "test" }, work);
  const settingOf = async (session: PgSession, name: string) =>
    (await session.query<{ value: string }>("Looking", "SELECT current_setting($1) AS value", [name]))[0]
      ?.value;

  it("sees values the same way wherever the server stands, and for writing looks nowhere but in pg_catalog", async () => {
    await database.query(
      `ALTER ROLE CURRENT_USER IN DATABASE "${settings.database}" SET timezone = 'Asia/Tokyo'`,
    );
    await database.query(
      `ALTER ROLE CURRENT_USER IN DATABASE "${settings.database}" SET statement_timeout = '100ms'`,
    );
    await within(async (session) => {
      await session.begin("write");
      expect(await settingOf(session, "TimeZone")).toBe("UTC");
      expect(await settingOf(session, "statement_timeout")).toBe("0");
      expect(await settingOf(session, "search_path")).toBe("pg_catalog");
      await session.commit();
      await session.begin("read snapshot");
      expect(await settingOf(session, "transaction_isolation")).toBe("repeatable read");
      expect(await settingOf(session, "transaction_read_only")).toBe("on");
      expect(await settingOf(session, "search_path")).toContain("public");
    });
  });

  it("has no statement compiled, which would take longer than to run it, unless that is asked for", async () => {
    const isCompiled = async (params: ConnectionSettings["params"]) =>
      within(
        async (session) => {
          await session.begin("read snapshot");
          await session.run("Making all costly", "SET LOCAL jit_above_cost = 0");
          const plan = await session.query<{ "QUERY PLAN": string }>(
            "Looking",
            "EXPLAIN ANALYZE SELECT sum(n) FROM generate_series(1, 10) AS n",
          );
          return plan.some((line) => line["QUERY PLAN"].includes("JIT"));
        },
        { params },
      );
    const [hasCompiler] = await database.query<{ there: boolean }>("SELECT pg_jit_available() AS there");
    await database.query(`ALTER ROLE CURRENT_USER IN DATABASE "${settings.database}" SET jit = on`);
    expect(await isCompiled({ settings: {}, ignored: [] })).toBe(false);
    expect(await isCompiled({ settings: { jit: "on" }, ignored: [] })).toBe(hasCompiler?.there ?? false);
  });

  it("takes limits and other settings from the JDBC parameters, but not those that values hang on", async () => {
    const params = {
      settings: { statement_timeout: "90000", work_mem: "7MB", timezone: "Asia/Tokyo" },
      ignored: ["prepareThreshold"],
    };
    await within(
      async (session) => {
        await session.begin("write");
        expect(await settingOf(session, "statement_timeout")).toBe("90s");
        expect(await settingOf(session, "work_mem")).toBe("7MB");
        expect(await settingOf(session, "TimeZone")).toBe("UTC");
      },
      { params },
    );
    expect(ctx.lines.map(({ message }) => message).join()).toContain("prepareThreshold");
  });

  it("does not take a commit for one when the server has rolled back", async () => {
    await within(async (session) => {
      await session.begin("write");
      await expect(session.run("Failing", "SELECT 1 / 0")).rejects.toThrow(/division by zero/);
      await expect(session.commit()).rejects.toBeInstanceOf(TransientError);
    });
  });

  it("throws to whoever reads when the server's answer is not understood", async () => {
    await within(async (session) => {
      await session.begin("read snapshot");
      const reading = (async () => {
        for await (const block of session.copyOut("Reading", "COPY (SELECT 1) TO STDOUT", 1024)) void block;
      })();
      await expect(reading).rejects.toThrow(/not in the binary format/);
    });
  });

  describe("COPY to it", () => {
    const rowsOf = async () =>
      (await database.query<{ n: string }>("SELECT count(*) AS n FROM public.numbers"))[0]?.n;
    beforeEach(() =>
      database.query("DROP TABLE IF EXISTS public.numbers; CREATE TABLE public.numbers (n int)"),
    );

    it("sends any amount, with no more than two messages on their way", async () => {
      await within(async (session) => {
        await session.begin("write");
        const copy = await session.copyIn("Writing", "COPY public.numbers FROM STDIN (FORMAT binary)");
        for (let n = 0; n < 300_000; n++) {
          copy.buffer.ensure(10);
          copy.buffer.view.setInt16(copy.buffer.used, 1);
          copy.buffer.view.setInt32(copy.buffer.used + 2, 4);
          copy.buffer.view.setInt32(copy.buffer.used + 6, n);
          copy.buffer.used += 10;
          if (copy.isFull()) await copy.flush();
        }
        expect(await copy.finish()).toBe(300_000);
        await session.commit();
      });
      expect(await rowsOf()).toBe("300000");
    });

    it("tells what the server had against a row, and nothing is kept", async () => {
      await within(async (session) => {
        await session.begin("write");
        const copy = await session.copyIn("Writing", "COPY public.numbers FROM STDIN (FORMAT binary)");
        copy.buffer.ensure(7);
        copy.buffer.bytes.set([0, 1, 0, 0, 0, 1, 9], copy.buffer.used);
        copy.buffer.used += 7;
        await expect(session.translated("Writing to numbers", () => copy.finish())).rejects.toThrow(
          /Writing to numbers failed/,
        );
        await session.rollback();
      });
      expect(await rowsOf()).toBe("0");
    });

    it("may be left at any time: what was sent is gone", async () => {
      await within(async (session) => {
        await session.begin("write");
        const copy = await session.copyIn("Writing", "COPY public.numbers FROM STDIN (FORMAT binary)");
        await copy.flush();
      });
      expect(await rowsOf()).toBe("0");
    });
  });

  it("is closed twice as once, and after the server has ended it", async () => {
    const session = await PgSession.open(settings, { ctx, applicationName: "closing" });
    await database.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'closing' AND datname = current_database()",
    );
    await session.close();
    await session.close();
    await expect(session.query("Asking", "SELECT 1")).rejects.toBeInstanceOf(TransientError);
  });

  it("opens no connection once its signal is aborted", async () => {
    ctx.abort(new Error("stopped"));
    await expect(PgSession.open(settings, { ctx, applicationName: "test" })).rejects.toThrow("stopped");
  });
});
