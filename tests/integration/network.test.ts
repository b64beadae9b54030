import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { query as queryDuckdb } from "@/connectors/destinations/duckdb/testing/file";
import type { JsonObject } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import type { SyncMode } from "@/lib/sync/modes";
import { hurriedClock, syncInProcess, type EngineOutcome, type EngineSync } from "../support/engine-sync";
import { createMySqlDatabase, testMySqlUrl, type MySqlTestDatabase } from "../support/mysql";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";
import { TcpProxy, type Side } from "../support/tcp-proxy";

const rows = 20_000;
const columns = "id, version, note";
/** About 3 MB as text. */
const fill = `INSERT INTO orders SELECT i, i % 7, repeat(md5(cast(i AS char(20))), 4) FROM`;
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
      for (const [index, mode] of modes.entries()) {
        const side: Side = index % 2 === 0 ? "server" : "client";
        it(`breaks again and again ends by itself with all rows: ${mode}, ${end}`, async () => {
          await syncUnderBreaks(proxy(), way(from, to, mode));
          await expectSameRows(from, to);
        });

        it(`changes a bit sooner or later ends right, or red with the cause: ${mode}, what the ${side} of ${end} sends`, async () => {
          const changed = await syncUnderCorruption(proxy(), side, way(from, to, mode));
          if (changed.status === "succeeded") expect(await countRows(to)).toBe(rows);
          else expect(changed.failure?.message).not.toBe("");
        });
      }

      it(`is late by 30 ms each way ends with all rows: ${end}`, async () => {
        proxy().delay(30);
        expect(await run(way(from, to, "incremental_append"))).toMatchObject({ status: "succeeded" });
        await expectSameRows(from, to);
      });

      it(`falls silent without closing is given up and tried again: ${end}`, async () => {
        proxy().fallSilentAfter(200_000, end.endsWith("destination") ? "client" : "server");
        const outcome = await run(way(from, to, "full_refresh_append"));
        expect(outcome).toMatchObject({ status: "succeeded" });
        expect(outcome.log).toMatch(/for 30 minutes\. The slice is tried again/);
        await expectSameRows(from, to);
      });
    }
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

  async function syncUnderCorruption(proxy: TcpProxy, side: Side, sync: EngineSync): Promise<EngineOutcome> {
    for (const after of [2_500, 40_000, 400_000])
      proxy.corruptAfter(after + Math.floor(Math.random() * 500), side);
    const outcome = await run(sync).catch(retriedByCaller);
    return outcome ?? run(sync);
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

  async function countRows(to: string): Promise<number> {
    return (await readTarget(to)).length;
  }
});

/** Planning is not tried again by the engine that a command runs, but by whoever gives the command. */
function retriedByCaller(): null {
  return null;
}

function asLine(row: Record<string, unknown>): string {
  return Object.values(row).map(String).join("|");
}

function mysqlConfigOf({ hostname, port, pathname, username, password }: URL): JsonObject {
  return {
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    username,
    password: decodeURIComponent(password),
  };
}
