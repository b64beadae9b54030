import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { query as queryDuckdb } from "@/connectors/destinations/duckdb/testing/file";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import type { SyncEvent } from "@/lib/cli/sync/events";
import type { SyncMode } from "@/lib/sync/modes";
import { hurriedClock, syncInProcess, type EngineOutcome, type EngineSync } from "../support/engine-sync";
import { createMySqlDatabase, mysqlConfigOf, testMySqlUrl, type MySqlTestDatabase } from "../support/mysql";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";
import { pause } from "../support/sync-lab";
import { TcpProxy, type Side } from "../support/tcp-proxy";

const rows = 20_000;
const columns = "id, version, note";
/** About 3 MB as text. Keys lie so far apart that no changed bit makes one of them another's: that would be one row less. */
const fill = `INSERT INTO orders SELECT i * 4294967311, i % 7, repeat(md5(cast(i AS char(20))), 4) FROM`;
const modes: SyncMode[] = ["full_refresh_overwrite", "incremental_append", "incremental_deduped_history"];

/** Bytes between the engine and both ends are lost, late, slow or wrong; the engine is the real one, its waits are short. */
describeWithPostgres("a sync over a network that", { timeout: 60_000 }, () => {
  let ctx: TestContext;
  let postgres: TestDatabase;
  let target: TestDatabase;
  let mysql: MySqlTestDatabase | null = null;
  let toTarget: TcpProxy;
  const proxies: Record<string, TcpProxy> = {};
  let tests = 0;

  beforeAll(async () => {
    [postgres, target] = await Promise.all([createTestDatabase("network"), createTestDatabase("network")]);
    await postgres.query("CREATE TABLE orders (id bigint PRIMARY KEY, version int, note text)");
    await postgres.query(`${fill} generate_series(1, ${rows}) i`);
    proxies.postgres = await TcpProxy.start(postgres.url);
    toTarget = await TcpProxy.start(target.url);
    if (!testMySqlUrl) return;
    mysql = await createMySqlDatabase("network");
    await mysql.query(
      `CREATE TABLE orders (id bigint PRIMARY KEY, version int, note text);
       ${fill} (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT a.i + 1000 * (b.i - 1) AS i FROM n a JOIN n b ON b.i <= ${rows / 1000}) numbers`,
    );
    proxies.mysql = await TcpProxy.start(mysql.url);
  });
  afterAll(async () => {
    await Promise.all([...Object.values(proxies), toTarget].map((proxy) => proxy.stop()));
    await Promise.all([postgres.drop(), target.drop(), mysql?.drop()]);
  });
  beforeEach(async () => {
    tests++;
    ctx = await createTestContext({ clock: hurriedClock });
  });
  afterEach(async () => {
    await Promise.all([...Object.values(proxies), toTarget].map((proxy) => proxy.mend()));
    await ctx.dispose();
  });

  const ways = [
    ["postgres", "postgres"],
    ["postgres", "duckdb"],
    ...(testMySqlUrl ? [["mysql", "postgres"] as const] : []),
  ] as const;
  const ends = (from: string, to: string) =>
    to === "duckdb"
      ? [{ end: from, proxy: () => proxyTo(from) }]
      : [
          { end: `${from}, the source`, proxy: () => proxyTo(from) },
          { end: `${to}, the destination`, proxy: () => toTarget },
        ];

  describe.each(ways)("between %s and %s", (from, to) => {
    for (const { end, proxy } of ends(from, to)) {
      const sender: Side = end.endsWith("destination") ? "client" : "server";
      for (const mode of modes) {
        it(`breaks again and again ends by itself with all rows: ${mode}, ${end}`, async () => {
          await syncUnderBreaks(proxy(), way(from, to, mode));
          await expectSameRows(from, to);
        });

        it(`changes bits of rows loses and doubles none, though it may go unnoticed inside a value, or ends red: ${mode}, ${end}`, async () => {
          const outcome = await syncUnderCorruption(proxy(), sender, way(from, to, mode));
          if (outcome.status === "succeeded") expect(await readTarget(to)).toHaveLength(rows);
          else expect(outcome.failure?.message).toMatch(/./);
        });
      }

      it(`is late by 30 ms each way ends with all rows: ${end}`, async () => {
        proxy().delay(30);
        expect(await run(way(from, to, "incremental_append"))).toMatchObject({ status: "succeeded" });
        await expectSameRows(from, to);
      });

      it(`falls silent without closing is given up and tried again: ${end}`, async () => {
        proxy().fallSilentAfter(200_000, sender);
        const outcome = await run(way(from, to, "full_refresh_append"));
        expect(outcome).toMatchObject({ status: "succeeded" });
        expect(outcome.log).toMatch(/for 30 minutes\. The slice is tried again/);
        await expectSameRows(from, to);
      });
    }
  });

  describe.each(["postgres", "duckdb"] as const)("is slow on its way to %s, or from its source", (to) => {
    // Of 150 MB. Most of it lies in the buffers of four sockets, which the system makes as large as it likes.
    const inFlight = 64 * 1024 * 1024;

    // A file has no way that could be slow.
    if (to === "postgres")
      it("fills no memory: the source waits, and a cancellation is over in seconds", async () => {
        await postgres.query(
          `CREATE TABLE IF NOT EXISTS wide AS SELECT i AS id, repeat(md5(i::text), 60) AS note FROM generate_series(1, 80000) i`,
        );
        const source = proxyTo("postgres");
        toTarget.throttle(200_000, "client");
        const before = source.bytesFrom.server;
        const running = run({ ...way("postgres", to, "full_refresh_append"), name: "wide" });
        let [seen, wasSeen] = [0, -1];
        while (seen < 1_000_000 || seen !== wasSeen) {
          await pause(500);
          [seen, wasSeen] = [source.bytesFrom.server - before, seen];
          expect(seen).toBeLessThan(inFlight);
        }
        const abortedAt = performance.now();
        ctx.abort(new Error("cancelled"));
        expect(await running.catch((error: Error) => error)).toMatchObject({ status: "cancelled" });
        expect(performance.now() - abortedAt).toBeLessThan(5_000);
      });

    it("is cancelled in seconds while the source trickles", async () => {
      proxyTo("postgres").throttle(50_000);
      let begun = () => undefined as void;
      const reading = new Promise<void>((resolve) => (begun = resolve));
      const onEvent = (event: SyncEvent) => event.type === "phase" && begun();
      const running = run({ ...way("postgres", to, "full_refresh_append"), onEvent });
      await reading;
      const abortedAt = performance.now();
      ctx.abort(new Error("cancelled"));
      expect(await running.catch((error: Error) => error)).toMatchObject({ status: "cancelled" });
      expect(performance.now() - abortedAt).toBeLessThan(5_000);
    });
  });

  function way(from: "postgres" | "mysql", to: "postgres" | "duckdb", syncMode: SyncMode): EngineSync {
    const sourceUrl = proxyTo(from).urlOf(from === "mysql" ? (mysql?.url ?? "") : postgres.url);
    const schema = `out_${tests}`;
    return {
      source: {
        connector: from,
        config: from === "mysql" ? mysqlConfigOf(sourceUrl) : connectorConfigOf(sourceUrl.toString()),
      },
      destination:
        to === "duckdb"
          ? { connector: to, config: { destination_path: "out.duckdb", schema } }
          : { connector: to, config: connectorConfigOf(toTarget.urlOf(target.url).toString(), { schema }) },
      syncMode,
      name: "orders",
      ...(syncMode.startsWith("incremental") ? { cursorField: "id" } : {}),
    };
  }

  const run = (sync: EngineSync) => syncInProcess(sync, ctx);
  const proxyTo = (end: string): TcpProxy => {
    const proxy = proxies[end];
    if (!proxy) throw new Error(`There is no proxy to ${end}.`);
    return proxy;
  };

  /** Cuts at places all over the sync, also in its first bytes and in its last. */
  async function syncUnderBreaks(proxy: TcpProxy, sync: EngineSync): Promise<void> {
    for (const [index, after] of [3_000, 20_000, 150_000, 700_000, 1_500_000].entries())
      proxy.cutAfter(after, index % 2 === 0 ? "server" : "client");
    const before = { ...proxy.bytesFrom };
    let outcome = await run(sync).catch(retriedByCaller);
    if (outcome?.status !== "succeeded") outcome = await run(sync);
    expect(outcome).toMatchObject({ status: "succeeded", failure: null });
    expect(proxy.bytesFrom.server + proxy.bytesFrom.client - before.server - before.client).toBeGreaterThan(
      3_000,
    );
  }

  /** Among the rows: control messages are too few to meet, and what waits for them has no limit of time. */
  async function syncUnderCorruption(proxy: TcpProxy, side: Side, sync: EngineSync): Promise<EngineOutcome> {
    for (const after of [200_000, 600_000, 1_000_000])
      proxy.corruptAfter(after + Math.floor(Math.random() * 5_000), side, 1 << Math.floor(Math.random() * 8));
    return run(sync);
  }

  async function expectSameRows(from: string, to: string): Promise<void> {
    const sql = `SELECT ${columns} FROM orders ORDER BY id`;
    const wanted = from === "mysql" ? await mysql?.query(sql) : await postgres.query(sql);
    const found = await readTarget(to);
    expect(found.length).toBe(wanted?.length);
    expect(found).toEqual(wanted?.map(asLine));
  }

  async function readTarget(to: string): Promise<string[]> {
    const sql = `SELECT ${columns} FROM out_${tests}.orders ORDER BY id`;
    if (to !== "duckdb") return (await target.query(sql)).map(asLine);
    return (await queryDuckdb(path.join(ctx.localFiles.root, "out.duckdb"), sql)).map((row) => row.join("|"));
  }
});

/** Planning is not tried again by the engine that a command runs, but by whoever gives the command. */
function retriedByCaller(): null {
  return null;
}

function asLine(row: Record<string, unknown>): string {
  return Object.values(row).map(String).join("|");
}
