import { createHash } from "node:crypto";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFailed, onTestFinished } from "vitest";
import type { JsonObject } from "@/connectors/sdk";
import type { SyncMode } from "@/lib/sync/modes";
import { db, type Prisma } from "@/lib/db";
import { env } from "@/lib/env";
import { cancelRun } from "@/lib/runs/request";
import type { RunDetail } from "@/lib/runs/schema";
import { mountDisk } from "../support/small-disk";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "../support/postgres";
import { pause, SyncLab } from "../support/sync-lab";
import { TcpProxy } from "../support/tcp-proxy";

const rows = 30_000;
/** Bytes per second: a table then takes some 5 s, and its first checkpoint comes after 2. */
const slow = 1_000_000;
const hostName = "sluice-faulty-host";
const columns = ["id", "version", "updated_at", "note"];
const asText =
  "SELECT id::text, version::text, to_char(updated_at, 'YYYY-MM-DD HH24:MI:SS.US') AS updated_at, note";
const streams: Stream[] = [
  { name: "events", syncMode: "incremental_append" },
  { name: "orders", syncMode: "incremental_deduped_history" },
];

interface Stream {
  name: "events" | "orders";
  syncMode: SyncMode;
}

interface Target {
  connector: string;
  config: JsonObject;
}

/** What can fail around a sync fails, in the middle of it: afterwards it is green and the rows are equal, or red with the cause. */
describeWithPostgres("a sync in the middle of which something fails", { timeout: 60_000 }, () => {
  let lab: SyncLab;
  let source: TestDatabase;
  let target: TestDatabase;
  let toSource: TcpProxy;
  let toTarget: TcpProxy;
  let toConsole: TcpProxy;
  let schema: string;
  let tests = 0;

  beforeAll(async () => {
    lab = await SyncLab.start();
    const consoleUrl = env().DATABASE_URL ?? "";
    toConsole = await TcpProxy.start(consoleUrl);
    const hostUrl = toConsole.urlOf(consoleUrl);
    hostUrl.searchParams.set("application_name", hostName);
    Object.assign(lab.hostVariables, { DATABASE_URL: hostUrl.toString(), SLUICE_WORKERS: "4" });
    await lab.killHost();
    await lab.startHost();
    [source, target] = await Promise.all([createTestDatabase("faults"), createTestDatabase("faults")]);
    [toSource, toTarget] = [await TcpProxy.start(source.url), await TcpProxy.start(target.url)];
    for (const { name } of streams) await fill(source, name);
  });
  afterAll(async () => {
    await lab.stop();
    await Promise.all([toSource.stop(), toTarget.stop(), toConsole.stop()]);
    await Promise.all([source.drop(), target.drop()]);
  });
  beforeEach(() => {
    onTestFailed(async () => console.error(await lab.report()));
    schema = `target_${++tests}`;
  });
  afterEach(async () => {
    const left = await db().run.findMany({ where: { activeConnectionId: { not: null } } });
    for (const { id } of left) await cancelRun(lab.scope, id);
    await Promise.all([toSource.mend(), toTarget.mend(), toConsole.mend()]);
  });

  for (const side of ["destination", "source"] as const) {
    it(`goes on by itself after the ${side} was away for a while`, async () => {
      const { runId } = await begin();
      await untilCheckpoints(runId);
      const proxy = side === "source" ? toSource : toTarget;
      proxy.refuse();
      proxy.cut();
      await untilTriedAgain(runId, /ECONNREFUSED.* Tried again in 2 s/);
      toSource.throttle(Infinity);
      await proxy.accept();
      await expectGreen(runId);
    });
  }

  it("goes on by itself however often the destination's sessions are ended", async () => {
    const { runId } = await begin();
    const ended = new Set<number>();
    while (ended.size < 5) {
      const found = await target.query<{ pid: number }>(
        `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'COPY %' AND state = 'active' AND pid <> ALL ($1)`,
        [[...ended]],
      );
      for (const { pid } of found) ended.add(pid);
      await expectRunning(runId);
    }
    toSource.throttle(Infinity);
    await expectGreen(runId);
    expect(await lab.logs(runId)).toMatch(/57P01|connection was lost/);
  });

  it("says that a file destination's disk is full, and goes on once there is room", async (test) => {
    const disk = mountDisk(path.join(lab.localFilesDir, "disk"), "3m");
    if (!disk) return test.skip("needs root and mount");
    onTestFinished(() => disk.unmount());
    toSource.throttle(Infinity);
    const runId = await lab.sync(await connect(duckdb("disk/full.duckdb")));
    await untilTriedAgain(runId, /disk of .*full\.duckdb is full .*Free some space.* Tried again in/);
    disk.resize("200m");
    expectSucceeded(await lab.until(runId), await lab.logs(runId));
    await expectSameRows(inDuckdb("disk/full.duckdb"));
  });

  it("is red and names the column that was dropped after the plan was made", async () => {
    toTarget.hold({ newOnes: true });
    // What is swapped in needs no look at the destination before the plan stands.
    const runId = await lab.sync(await connect(postgresTarget(), "full_refresh_overwrite"));
    await lab.until(runId, isReading);
    await dropColumn();
    toTarget.release();
    await expectColumnGone(runId);
  });

  it("brings the rows of its snapshot while a column waits to be dropped", async () => {
    const { runId } = await begin();
    await lab.until(runId, (run) => run.streams.every(({ rowsRead }) => rowsRead > 0n));
    const wanted = await readPostgres(source, "orders", "public");
    const dropping = dropColumn();
    await untilDropWaits();
    toSource.throttle(Infinity);
    expectSucceeded(await lab.until(runId), await lab.logs(runId));
    await dropping;
    expect(summaryOf(await inTarget("orders"))).toEqual(summaryOf(wanted));
  });

  it("is red and names the column that was dropped between two attempts to read", async () => {
    const { runId } = await begin();
    await untilCheckpoints(runId);
    const dropping = dropColumn();
    await untilDropWaits();
    toSource.cut();
    await dropping;
    toSource.throttle(Infinity);
    await expectColumnGone(runId);
  });

  it("goes on while the console's database ends its sessions again and again", async () => {
    const { runId } = await begin();
    for (let ended = 0; ended < 30;) {
      ended += await db().$executeRaw`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = ${hostName}`;
      await expectRunning(runId);
      await pause(10);
    }
    toSource.throttle(Infinity);
    await expectGreen(runId);
  });

  it("goes on after the console's database was away, from before the end of its slices to after it", async () => {
    const { runId } = await begin();
    await untilCheckpoints(runId);
    toConsole.refuse();
    toConsole.cut();
    toSource.throttle(Infinity);
    await untilTrue("both tables are read", async () => (await writersOf(target)) === 0);
    await toConsole.accept();
    await expectGreen(runId);
    expect(await countFeedsWithCheckpoint(runId, { path: ["complete"], equals: true })).toBe(streams.length);
  });

  for (const destination of ["postgres", "duckdb"] as const) {
    it(`is fenced off by a run that begins while it is still at work after its cancellation: ${destination}`, async () => {
      const { runId, connectionId } = await begin(
        destination === "duckdb" ? duckdb("fenced.duckdb") : undefined,
      );
      await untilCheckpoints(runId);
      toSource.hold();
      // Through this process: the host is not told, and its slices learn of it by their heartbeat alone.
      await cancelRun(lab.scope, runId);
      const next = await lab.sync(connectionId);
      await lab.until(next, (run) => run.streams.some(({ phase }) => phase !== "waiting"));
      toSource.throttle(Infinity);
      toSource.release();
      expectSucceeded(await lab.until(next), await lab.logs(next));
      expect((await lab.run(runId)).status).toBe("cancelled");
      await expectSameRows(destination === "duckdb" ? inDuckdb("fenced.duckdb") : inTarget);
    });
  }

  it("reaches a checkpoint when the console is stopped, and goes on from there at its next start", async () => {
    const { runId } = await begin();
    await lab.until(runId, (run) => run.streams.every(({ rowsRead }) => rowsRead > 0n));
    expect(await lab.terminateHost()).toBe(0);
    await expectRunning(runId);
    expect(await countFeedsWithCheckpoint(runId)).toBe(streams.length);
    toSource.throttle(Infinity);
    const sentBefore = toSource.bytesFrom.server;
    await lab.startHost();
    await expectGreen(runId);
    expect(toSource.bytesFrom.server - sentBefore).toBeLessThan(await sizeOf(source));
  });

  async function connect(destination = postgresTarget(), syncMode?: SyncMode): Promise<string> {
    return lab.connect({
      source: {
        connector: "postgres",
        config: configOf(toSource.urlOf(source.url), { schemas: ["public"] }),
      },
      destination,
      streams: streams.map((stream) => ({
        ...stream,
        ...(syncMode ? { syncMode } : {}),
        namespace: "public",
        cursorField: ["updated_at"],
      })),
    });
  }

  function postgresTarget(): Target {
    return { connector: "postgres", config: configOf(toTarget.urlOf(target.url), { schema }) };
  }

  /** A run that is reading, slowly. */
  async function begin(destination = postgresTarget()): Promise<{ runId: string; connectionId: string }> {
    toSource.throttle(slow);
    const connectionId = await connect(destination);
    const runId = await lab.sync(connectionId);
    await lab.until(runId, isReading);
    return { runId, connectionId };
  }

  async function untilCheckpoints(runId: string): Promise<void> {
    await untilTrue("each feed has a checkpoint", async () => {
      await expectRunning(runId);
      return (await countFeedsWithCheckpoint(runId)) === streams.length;
    });
  }

  async function countFeedsWithCheckpoint(
    runId: string,
    checkpoint?: Prisma.JsonFilter<"CheckpointEntry">,
  ): Promise<number> {
    const { number } = await lab.run(runId);
    const where = { runNumber: number, ...(checkpoint ? { checkpoint } : {}) };
    const entries = await db().checkpointEntry.groupBy({ by: ["feedId"], where });
    return entries.length;
  }

  async function untilTriedAgain(runId: string, line: RegExp): Promise<void> {
    await untilTrue(`the run says ${line}`, async () => {
      await expectRunning(runId);
      return line.test(await lab.logs(runId));
    });
  }

  async function dropColumn(): Promise<void> {
    onTestFinished(() => fill(source, "orders"));
    await source.query("ALTER TABLE orders DROP COLUMN note");
  }

  async function untilDropWaits(): Promise<void> {
    await untilTrue("the column's drop waits for the reader", async () => {
      const waiting = await source.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'ALTER %' AND wait_event_type = 'Lock'",
      );
      return waiting.length > 0;
    });
  }

  async function expectRunning(runId: string): Promise<void> {
    const run = await lab.run(runId);
    if (run.endedAt !== null)
      throw new Error(
        `The run ended (${run.status}) before the fault had its effect.\n${await lab.logs(runId)}`,
      );
  }

  async function expectGreen(runId: string): Promise<void> {
    expectSucceeded(await lab.until(runId), await lab.logs(runId));
    await expectSameRows();
  }

  async function expectColumnGone(runId: string): Promise<void> {
    const run = await lab.until(runId);
    expect(run.status).toBe("failed");
    expect(run.failure).toMatchObject({ kind: "config", stream: "public.orders" });
    expect(run.failure?.message).toMatch(/column "note".*[Rr]efresh the schema/);
    expect(run.streams.map(({ name, phase }) => [name, phase])).toEqual([
      ["events", "done"],
      ["orders", "failed"],
    ]);
  }

  const inTarget = (table: string) => readPostgres(target, table, schema);
  const inDuckdb = (file: string) => (table: string) => readDuckdb(path.join(lab.localFilesDir, file), table);

  async function expectSameRows(read: (table: string) => Promise<string[]> = inTarget): Promise<void> {
    for (const { name } of streams)
      expect([name, summaryOf(await read(name))]).toEqual([
        name,
        summaryOf(await readPostgres(source, name, "public")),
      ]);
  }
});

type Row = Record<string, string | null>;

function isReading(run: RunDetail): boolean {
  return run.streams.length === streams.length && run.streams.every(({ phase }) => phase === "reading");
}

function expectSucceeded(run: RunDetail, logs: string): void {
  if (run.status !== "succeeded")
    throw new Error(`Run ${run.number} ${run.status}: ${JSON.stringify(run.failure)}\n${logs}`);
}

async function untilTrue(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  await expect
    .poll(isTrue, { message: `waited in vain until ${what}`, timeout: 40_000, interval: 20 })
    .toBe(true);
}

async function fill(database: TestDatabase, table: string): Promise<void> {
  await database.query(
    `DROP TABLE IF EXISTS ${table}; CREATE TABLE ${table} (id bigint PRIMARY KEY, version int, updated_at timestamp, note text)`,
  );
  await database.query(
    `INSERT INTO ${table} SELECT i, i % 7, timestamp '2026-01-01' + make_interval(secs => i / 10), repeat(md5(i::text), 4)
     FROM generate_series(1, ${rows}) i`,
  );
}

async function writersOf(target: TestDatabase): Promise<number> {
  const found = await target.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sluice %'",
  );
  return found.length;
}

async function sizeOf(database: TestDatabase): Promise<number> {
  const sums = await Promise.all(
    streams.map(({ name }) =>
      database.query<{ bytes: number }>(`SELECT sum(octet_length(note))::int AS bytes FROM ${name}`),
    ),
  );
  return sums.flat().reduce((total, { bytes }) => total + bytes, 0);
}

function duckdb(file: string): Target {
  return { connector: "duckdb", config: { destination_path: file, schema: "target" } };
}

function configOf({ hostname, port, pathname, username, password }: URL, more: JsonObject): JsonObject {
  return {
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    username,
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ssl_mode: { mode: "disable" },
    ...more,
  };
}

async function readPostgres(database: TestDatabase, table: string, schema: string): Promise<string[]> {
  return (await database.query<Row>(`${asText} FROM ${schema}.${table}`)).map(toLine);
}

async function readDuckdb(file: string, table: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `SELECT id::text AS id, version::text AS version, strftime(updated_at, '%Y-%m-%d %H:%M:%S.%f') AS updated_at, note FROM target.${table}`,
  );
  const lines = reader.getRowObjectsJS().map((row) => toLine(row as Row));
  connection.closeSync();
  instance.closeSync();
  return lines;
}

function toLine(row: Row): string {
  return columns.map((column) => row[column] ?? "null").join("|");
}

/** Equal for equal rows, whatever their order; short where they are not. */
function summaryOf(lines: string[]) {
  return {
    rows: lines.length,
    different: new Set(lines).size,
    digest: createHash("sha256").update(lines.sort().join("\n")).digest("hex"),
  };
}
