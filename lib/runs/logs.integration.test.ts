import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { db, pool } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import { openRunLab, requested } from "@/tests/support/run-lab";
import { findLogLine, openLog, placeLogLine, readLogWindow } from "./logs";
import type { LogView } from "./log-view";

const lab = openRunLab();
const all: LogView = {};

let runId: string;
beforeEach(async () => {
  runId = (await requested(lab)).id;
});
afterEach(() => vi.restoreAllMocks());

/** So many lines of an hour ago: each thousandth an error, each tenth of orders, each with its number. */
async function fill(lines: number): Promise<void> {
  await db().$executeRaw`
    INSERT INTO run_log (run_id, at, level, stream, message)
    SELECT ${runId}::uuid, now() - interval '1 hour', CASE WHEN n % 1000 = 999 THEN 'error' ELSE 'info' END,
           CASE WHEN n % 10 = 0 THEN 'orders' END, 'line ' || n || ' of the log'
      FROM generate_series(0, ${lines}::int - 1) n`;
}

async function texts(view: LogView, from: number, limit = 3): Promise<string[]> {
  const { lines } = await readLogWindow(lab.scope, runId, { view, from, limit });
  return lines.map(({ message }) => message);
}

describe("a log of a few lines", () => {
  it("is read by places, with what came since the last look", async () => {
    await fill(10);
    expect(await texts(all, 8)).toEqual(["line 8 of the log", "line 9 of the log"]);
    await db().runLog.create({ data: { runId, level: "warn", message: "now" } });
    const window = await readLogWindow(lab.scope, runId, { view: all, from: 8, limit: 5 });
    expect(window.total).toBe(11);
    expect(window.lines.map(({ message }) => message)).toEqual([
      "line 8 of the log",
      "line 9 of the log",
      "now",
    ]);
    expect(await texts({ level: "warn" }, 0)).toEqual(["now"]);
  });

  it("is empty where nothing was logged, and where the view leaves all out", async () => {
    expect(await readLogWindow(lab.scope, runId, { view: all, from: 0, limit: 5 })).toEqual({
      total: 0,
      from: 0,
      lines: [],
    });
    await fill(3);
    expect(await texts({ search: "nowhere" }, 0)).toEqual([]);
    expect(await texts(all, 99)).toEqual([]);
  });

  it("is searched as text: signs that mean something to a pattern mean themselves, facts are searched too", async () => {
    const line = (message: string, facts?: object) =>
      db().runLog.create({ data: { runId, level: "info", message, ...(facts ? { facts } : {}) } });
    await line("100 % done");
    await line("100 rows");
    await line("A file", { path: "C:\\Data\\Orders.csv" });
    expect(await texts({ search: "100 %" }, 0)).toEqual(["100 % done"]);
    expect(await texts({ search: "_" }, 0)).toEqual([]);
    expect(await texts({ search: "orders.CSV" }, 0)).toEqual(["A file"]);
  });

  it("finds the matches in turn, round and round, each with its place in the view", async () => {
    await fill(30);
    const find = (match: number) =>
      findLogLine(lab.scope, runId, { view: { stream: "orders" }, wanted: { search: "0 of" }, match });
    expect(await find(0)).toMatchObject({ total: 3, match: 0, line: { place: 0 } });
    expect(await find(2)).toMatchObject({ match: 2, line: { place: 2 } });
    expect(await find(3)).toMatchObject({ match: 0, line: { place: 0 } });
    expect(await find(-1)).toMatchObject({ match: 2, line: { place: 2 } });
  });

  it("does not place a line that the view leaves out, or that is another run's", async () => {
    await fill(12);
    const { lines } = await readLogWindow(lab.scope, runId, { view: all, from: 10, limit: 2 });
    const [shown, hidden] = lines.map(({ id }) => id);
    const placed = (line = 0n, view: LogView = { stream: "orders" }) =>
      placeLogLine(lab.scope, runId, { view, line });
    expect(await placed(shown)).toEqual({ place: 1 });
    expect(await placed(hidden)).toEqual({ place: null });
    expect(await placed(hidden, all)).toEqual({ place: 11 });
    expect(await placed(9_999n, all)).toEqual({ place: null });
  });

  it("is nobody else's", async () => {
    const window = { view: all, from: 0, limit: 1 };
    await expect(readLogWindow(lab.stranger, runId, window)).rejects.toBeInstanceOf(NotFoundError);
    await expect(openLog(lab.stranger, runId)).rejects.toBeInstanceOf(NotFoundError);
    const wanted = { view: all, wanted: {}, match: 0 };
    await expect(findLogLine(lab.stranger, runId, wanted)).rejects.toBeInstanceOf(NotFoundError);
    await expect(placeLogLine(lab.stranger, runId, { view: all, line: 1n })).rejects.toBeInstanceOf(
      NotFoundError,
    );
  });

  it("comes whole as a file, in portions", async () => {
    await fill(12_000);
    const { portions } = await openLog(lab.scope, runId);
    const sizes: number[] = [];
    for await (const lines of portions) sizes.push(lines.length);
    expect(sizes).toEqual([5_000, 5_000, 2_000]);
  });
});

describe("a log of a million lines", () => {
  beforeEach(async () => {
    await fill(1_000_000);
    await db().$executeRaw`VACUUM (ANALYZE) run_log`;
  });

  it(
    "answers from its middle and its end by reading about as many lines as it shows",
    { timeout: 120_000 },
    async () => {
      const orders: LogView = { stream: "orders" };
      const errors: LogView = { level: "error" };
      for (const view of [all, orders, errors]) await texts(view, 0);
      const middle = await examined(() => texts(all, 500_000));
      expect(middle.answer[0]).toBe("line 500000 of the log");
      expect(middle.rows).toBeLessThan(1_000);
      const end = await examined(() => texts(all, 999_999));
      expect(end.answer).toEqual(["line 999999 of the log"]);
      expect(end.rows).toBeLessThan(1_000);
      const filtered = await examined(() => texts(orders, 50_000));
      expect(filtered.answer[0]).toBe("line 500000 of the log");
      expect(filtered.rows).toBeLessThan(10_000);
      const rare = await examined(() => texts(errors, 500));
      expect(rare.answer[0]).toBe("line 500999 of the log");
      expect(rare.rows).toBeLessThan(50);
      const found = await examined(() =>
        findLogLine(lab.scope, runId, { view: all, wanted: { level: "error" }, match: 700 }),
      );
      expect(found.answer).toMatchObject({ total: 1_000, line: { place: 700_999 } });
      expect(found.rows).toBeLessThan(1_000);
    },
  );
});

/** Runs `work`, then asks the database how many rows each of its statements on the log looks at. */
async function examined<T>(work: () => Promise<T>): Promise<{ answer: T; rows: number }> {
  const spy = vi.spyOn(pool(), "query");
  const answer = await work();
  const statements = spy.mock.calls.map((call) => call as unknown as [string, unknown[]]);
  spy.mockRestore();
  const onLog = statements.filter(([text]) => typeof text === "string" && text.includes("FROM run_log"));
  expect(onLog.length).toBeGreaterThan(0);
  let rows = 0;
  for (const [text, values] of onLog) {
    const { rows: plans } = await pool().query<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values,
    );
    for (const { Plan } of plans[0]?.["QUERY PLAN"] ?? []) rows += rowsOf(Plan);
  }
  return { answer, rows };
}

interface PlanNode {
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
}

/** Of the nodes that read from the table or its indexes. */
function rowsOf(node: PlanNode): number {
  if (node.Plans) return node.Plans.reduce((sum, child) => sum + rowsOf(child), 0);
  return (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
}
