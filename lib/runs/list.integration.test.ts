import { beforeEach, describe, expect, it, vi } from "vitest";
import { db, pool, type Prisma } from "@/lib/db";
import { carryOut } from "@/tests/support/carry-out";
import { checkpoint, openRunLab, requested } from "@/tests/support/run-lab";
import { listRunPage, readRunStats } from "./list";
import type { RunCursor, RunListFilter } from "./list-schema";
import { moveFeed } from "./move";
import { beginRun } from "./start";

const lab = openRunLab();

/** So many runs, one a minute up to now, each second of them two at one instant: a tenth failed, each thousandth a repair. */
async function fill(runs: number, plan: Prisma.JsonObject = {}): Promise<void> {
  await db().$executeRaw`
    INSERT INTO run (id, workspace_id, connection_id, trigger, kind, status, created_at, started_at, ended_at, rows_written, bytes, plan)
    SELECT gen_random_uuid(), ${lab.scope.workspaceId}::uuid, ${lab.connectionId}::uuid, 'schedule',
           (CASE WHEN n % 1000 = 0 THEN 'repair' ELSE 'sync' END)::run_kind,
           (CASE WHEN n % 10 = 0 THEN 'failed' ELSE 'succeeded' END)::run_status,
           at, at, at + interval '30 seconds', 10, 80, ${plan}::jsonb
      FROM generate_series(1, ${runs}::int) n,
           LATERAL (SELECT now() - (${runs}::int - n) / 2 * interval '2 minutes' AS at) instant`;
}

const page = (filter: RunListFilter = {}, cursor: RunCursor = {}) => listRunPage(lab.scope, filter, cursor);
const numbers = (found: Awaited<ReturnType<typeof page>>) => found.items.map(({ number }) => number);

describe("the pages of a workspace's runs", () => {
  beforeEach(() => fill(120));

  it("hold each run once, newest first, forth and back", async () => {
    const first = await page();
    expect(first.newer).toBeNull();
    const second = await page({}, { before: first.older ?? "" });
    const third = await page({}, { before: second.older ?? "" });
    expect(third.older).toBeNull();
    const all = [...numbers(first), ...numbers(second), ...numbers(third)];
    expect(all).toEqual(Array.from({ length: 120 }, (_, place) => 120 - place));
    expect(numbers(await page({}, { after: third.newer ?? "" }))).toEqual(numbers(second));
    expect(await page({}, { after: second.newer ?? "" })).toMatchObject({ newer: null });
  });

  it("hold what the filter asks for", async () => {
    expect(numbers(await page({ status: "failed" }))).toHaveLength(12);
    expect(numbers(await page({ status: "failed", kind: "repair" }))).toEqual([]);
    expect(numbers(await page({ connection: lab.connectionId }))).toHaveLength(50);
    expect(numbers(await page({ connection: crypto.randomUUID() }))).toEqual([]);
    await db().run.updateMany({ where: { number: { lte: 115 } }, data: { createdAt: new Date(0) } });
    expect(numbers(await page({ period: "24h" }))).toHaveLength(5);
  });

  it("are of one workspace alone, also where the cursor is of another", async () => {
    const { older } = await page();
    expect(await listRunPage(lab.stranger, {}, { before: older ?? "" })).toEqual({
      items: [],
      older: null,
      newer: null,
    });
    expect((await readRunStats(lab.stranger, {}, "UTC")).buckets).toEqual([]);
  });
});

it("names the connection's ends, and counts what a run under way has moved so far", async () => {
  lab.handlers.moveSlice = ({ plan }, { onEvent }) => {
    const counts = { read: 4, written: 4, filtered: 0, bytes: 32, changed: 0, quarantined: 0 };
    const waitedMs = { source: 0, transform: 0, destination: 0 };
    onEvent?.({ type: "progress", progress: { streams: [{ ...counts, estimatedRows: null, waitedMs }] } });
    return Promise.resolve({ complete: false, checkpoint: checkpoint(plan.syncId, 4) });
  };
  const { id } = await requested(lab);
  await beginRun(id, 0);
  await moveFeed(id, 0, { fruitless: 0, careful: false });
  expect((await page()).items).toMatchObject([
    { id, status: "running", rowsWritten: 4n, connection: { source: "sample", destination: "duckdb" } },
  ]);
});

it("sums runs by the day of the viewer, and those of the last day by hour", async () => {
  for (let run = 0; run < 2; run++) await carryOut((await requested(lab)).id);
  const [early, late] = await db().run.findMany({ orderBy: { number: "asc" } });
  const at = new Date("2026-11-28T23:30:00Z");
  await db().run.update({
    where: { id: early?.id ?? "" },
    data: { createdAt: at, startedAt: at, endedAt: new Date(at.getTime() + 4_000), status: "failed" },
  });
  const berlin = await readRunStats(lab.scope, {}, "Europe/Berlin");
  expect(berlin.unit).toBe("day");
  expect(berlin.buckets[0]).toEqual({
    at: new Date("2026-11-28T23:00:00Z"),
    runs: 1,
    succeeded: 0,
    failed: 1,
    rows: 10n,
    bytes: 80n,
    meanDurationMs: 4_000,
  });
  const hours = await readRunStats(lab.scope, { period: "24h" }, "UTC");
  expect(hours).toMatchObject({ unit: "hour", buckets: [{ runs: 1, succeeded: 1 }] });
  expect(hours.buckets[0]?.at.getTime()).toBe(
    Math.floor((late?.createdAt.getTime() ?? 0) / 3_600_000) * 3_600_000,
  );
});

it("reads about a page of a hundred thousand runs, in front and far back", { timeout: 60_000 }, async () => {
  await fill(100_000);
  await db().$executeRaw`VACUUM (ANALYZE) run`;
  const { id } = await db().run.findUniqueOrThrow({ where: { number: 50_000 } });
  const views: [RunListFilter, RunCursor][] = [
    [{}, {}],
    [{}, { before: id }],
    [{}, { after: id }],
    [{ status: "failed" }, { before: id }],
    [{ connection: lab.connectionId }, { before: id }],
    [{ period: "30d" }, {}],
  ];
  for (const [filter, cursor] of views) {
    const spy = vi.spyOn(pool(), "query");
    expect((await page(filter, cursor)).items).toHaveLength(50);
    const statements = spy.mock.calls.map((call) => call as unknown as [string, unknown[]]);
    spy.mockRestore();
    const ordered = statements.filter(([text]) => String(text).includes("ORDER BY created_at"));
    expect(ordered).toHaveLength(1);
    const [text, values] = ordered[0] ?? ["", []];
    const { rows } = await pool().query<{ "QUERY PLAN": string }>(
      `EXPLAIN (ANALYZE, BUFFERS) ${text}`,
      values,
    );
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).not.toContain("Seq Scan");
    const read = [...plan.matchAll(/Index .*Scan.*actual time=\S+ rows=([\d.]+)/g)].map(([, count]) =>
      Number(count),
    );
    expect(Math.max(...read), plan).toBeLessThan(200);
    expect(plan).not.toMatch(/Rows Removed by Filter: \d{4}/);
  }
});

it(
  "sums runs without reading their plans, also those of one kind or period",
  { timeout: 60_000 },
  async () => {
    await fill(20_000, { streams: Array.from({ length: 50 }, (_, place) => `field ${place}`) });
    await db().$executeRaw`VACUUM (ANALYZE) run`;
    for (const filter of [{}, { kind: "sync" }, { period: "30d" }] satisfies RunListFilter[]) {
      const spy = vi.spyOn(pool(), "query");
      const { buckets } = await readRunStats(lab.scope, filter, "Europe/Berlin");
      const [text, values] = spy.mock.calls[0] as unknown as [string, unknown[]];
      spy.mockRestore();
      expect(buckets.every(({ meanDurationMs }) => meanDurationMs === 30_000)).toBe(true);
      const { rows } = await pool().query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan).toContain("Index Only Scan using run_sums_idx on run");
      expect(plan).not.toMatch(/(Seq|Index|Heap) Scan/);
    }
  },
);
