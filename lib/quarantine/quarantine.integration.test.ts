import { beforeEach, expect, it, vi } from "vitest";
import { TransientError, type QuarantinedRow } from "@/connectors/sdk";
import { db, pool, type RunKind } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { openRunLab } from "@/tests/support/run-lab";
import { streamKey } from "@/lib/sync/stream-key";
import { countQuarantined, countQuarantinedConnections } from "./counts";
import { discardAllQuarantined, listQuarantined, summarizeQuarantined } from "./service";

const lab = openRunLab();
let rows: QuarantinedRow[];

const row = (id: number, name: string, reason: string): QuarantinedRow => ({
  id: String(id).padStart(6, "0"),
  stream: { name },
  table: { namespace: "main", name },
  syncId: 1,
  atMs: 0,
  row: { id: String(id) },
  reason,
  position: null,
  rowNumber: id,
});

beforeEach(() => {
  rows = [];
  lab.handlers.listQuarantined = ({ query: { stream, after = "", limit } }) =>
    Promise.resolve(
      rows.filter(({ id, stream: of }) => id > after && (!stream || of.name === stream.name)).slice(0, limit),
    );
  lab.handlers.discardQuarantined = ({ ids }) => {
    const before = rows.length;
    rows = rows.filter(({ id }) => !ids.includes(id));
    return Promise.resolve(before - rows.length);
  };
});

/** A run that has ended, with so many rows of each stream quarantined. */
async function ran(kind: RunKind, held: Record<string, number>, streams?: string[]): Promise<void> {
  await db().run.create({
    data: {
      workspaceId: lab.scope.workspaceId,
      connectionId: lab.connectionId,
      trigger: "manual",
      kind,
      status: "succeeded",
      endedAt: new Date(),
      ...(streams ? { chosenStreams: streams.map((name) => streamKey({ name })) } : {}),
      streams: {
        create: Object.entries(held).map(([name, quarantined], index) => ({
          index,
          namespace: "",
          name,
          quarantined,
        })),
      },
    },
  });
}

const counted = async () => (await countQuarantined(lab.scope))[0]?.rows ?? 0;

it("counts from the runs what waits: a replay leaves what it could not write, of its streams alone", async () => {
  await ran("sync", { orders: 3, users: 1 });
  await ran("sync", { orders: 2, users: 0 });
  await ran("sample", { orders: 50 });
  expect(await countQuarantined(lab.scope)).toMatchObject([
    { connectionId: lab.connectionId, rows: 6, streams: 2, destination: { connector: "duckdb" } },
  ]);
  await ran("replay", { orders: 1 }, ["orders"]);
  expect(await counted()).toBe(2);
  await ran("replay", {});
  expect(await countQuarantined(lab.scope)).toEqual([]);
  await ran("sync", { orders: 4 });
  expect(await counted()).toBe(4);
  expect(await countQuarantinedConnections(lab.scope)).toBe(1);
  expect(await countQuarantinedConnections(lab.stranger)).toBe(0);
});

it("sums what the destination has by stream and by kind of reason", async () => {
  rows = [
    row(1, "orders", "amount 5000 is above 1000"),
    row(2, "orders", "amount 7000 is above 1000"),
    row(3, "orders", "the customer is unknown"),
    row(4, "users", "the name is empty"),
  ];
  expect(await summarizeQuarantined(lab.scope, lab.connectionId)).toMatchObject({
    total: 4,
    isPartial: false,
    streams: [
      {
        stream: { name: "orders" },
        rows: 3,
        reasons: [{ rows: 2 }, { rows: 1, example: "the customer is unknown" }],
      },
      { stream: { name: "users" }, rows: 1 },
    ],
  });
});

it("discards the rows that the person has seen, on record, or none", async () => {
  await ran("sync", { orders: 2, users: 1 });
  rows = [row(1, "orders", "a"), row(2, "orders", "b"), row(3, "users", "c")];
  const orders = { connectionId: lab.connectionId, stream: { name: "orders" } };
  await expect(discardAllQuarantined(lab.scope, { ...orders, expected: 1 })).rejects.toThrow(ConflictError);
  expect(rows).toHaveLength(3);
  expect(await discardAllQuarantined(lab.scope, { ...orders, expected: 2 })).toBe(2);
  expect(await listQuarantined(lab.scope, lab.connectionId, { limit: 10 })).toMatchObject([
    { stream: { name: "users" } },
  ]);
  expect(await counted()).toBe(1);
  const entries = await db().auditEntry.findMany({ where: { action: "quarantine.discarded" } });
  expect(entries).toMatchObject([{ subject: lab.connectionId, facts: { rows: 2 } }]);
  await discardAllQuarantined(lab.scope, { connectionId: lab.connectionId, expected: 1 });
  expect(await counted()).toBe(0);
});

it("looks at the oldest ten thousand of very many, and says so", async () => {
  rows = Array.from({ length: 12_500 }, (_, index) => row(index, "orders", "a"));
  expect(await summarizeQuarantined(lab.scope, lab.connectionId)).toMatchObject({
    total: 10_000,
    isPartial: true,
  });
  const all = { connectionId: lab.connectionId, expected: 10_000 };
  expect(await discardAllQuarantined(lab.scope, all)).toBe(10_000);
  expect(rows).toHaveLength(2_500);
});

it("says why a destination does not answer, and shows nobody another's rows", async () => {
  lab.handlers.listQuarantined = () => Promise.reject(new TransientError("The server is away."));
  await expect(summarizeQuarantined(lab.scope, lab.connectionId)).rejects.toThrow("The server is away.");
  await expect(summarizeQuarantined(lab.stranger, lab.connectionId)).rejects.toBeInstanceOf(NotFoundError);
});

it("counts for the rail without looking at all streams of all runs", { timeout: 60_000 }, async () => {
  await ran("sync", { orders: 3 });
  const run = await db().run.findFirstOrThrow();
  await db().$executeRaw`
    INSERT INTO run_stream (run_id, index, namespace, name)
    SELECT ${run.id}::uuid, n, '', 'stream ' || n FROM generate_series(1, 100000) n`;
  await db().$executeRaw`VACUUM (ANALYZE) run_stream`;
  const spy = vi.spyOn(pool(), "query");
  expect(await countQuarantinedConnections(lab.scope)).toBe(1);
  const statements = spy.mock.calls.map((call) => call as unknown as [string, unknown[]]);
  spy.mockRestore();
  expect(statements).toHaveLength(1);
  const [text, values] = statements[0] ?? ["", []];
  const { rows: plan } = await pool().query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
  const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
  expect(lines).toContain("run_stream_quarantined_idx");
  expect(lines).not.toContain("Seq Scan on run_stream");
});
