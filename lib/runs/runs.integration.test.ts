import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ConfigError,
  FencedError,
  RowRefusedError,
  feedIdOf,
  TransientError,
  type Checkpoint,
  type Stream,
} from "@/connectors/sdk";
import { createConnection } from "@/lib/connections/service";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { ConflictError, NotFoundError } from "@/lib/errors";
import type { SluiceEvent } from "@/lib/inngest/events";
import { setRuntime } from "@/lib/runtime";
import { createSource } from "@/lib/sources/service";
import type { TaskInput, TaskName, TaskOptions, TaskResult, WorkerPool } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { closeRun } from "./close";
import { dispatchDueSyncs, resumeStrayRuns } from "./dispatch";
import { finishStream, verifyRunStream } from "./finish";
import { takeFence } from "./lease";
import { moveFeed } from "./move";
import { loadPlan } from "./plan-run";
import { getRun, listRunLogs, listRuns } from "./queries";
import { cancelRun, requestSync } from "./request";
import { beginRun } from "./start";

const users: Stream = {
  name: "users",
  fields: [{ name: "id", type: { kind: "integer", bits: 64 }, nullable: false }],
  primaryKey: [["id"]],
  cursorFields: [],
  cursorIsGiven: false,
  supports: { fullRefresh: true, incremental: false, deletes: false },
};

type Handler = {
  [Name in TaskName]?: (input: TaskInput<Name>, options: TaskOptions) => Promise<TaskResult<Name>>;
};

let database: ConsoleDatabase;
let scope: Scope;
let stranger: Scope;
let connectionId: string;
let sent: SluiceEvent[];
let handlers: Handler;

beforeAll(async () => {
  process.env.SLUICE_SECRET_KEY = randomBytes(32).toString("base64");
  database = await startConsoleDatabase();
});
afterAll(async () => {
  setRuntime(undefined);
  await database.stop();
});
beforeEach(async () => {
  sent = [];
  handlers = {
    discover: () => Promise.resolve([users]),
    planFeeds: ({ streams }) =>
      Promise.resolve(
        streams.map((plan, index) => ({
          feed: { id: feedIdOf(plan.stream), streams: [plan.stream] },
          reads: [index],
          streamIndexes: [index],
          encoding: "rows" as const,
        })),
      ),
    moveSlice: ({ plan }) => Promise.resolve({ complete: true, checkpoint: checkpoint(plan.syncId, 10) }),
    finish: () => Promise.resolve({ rows: 10, superseded: 0 }),
    measure: () => Promise.resolve({ rows: 10 }),
  };
  const pool: WorkerPool = {
    run: (name, input, options) => {
      const handler = handlers[name];
      if (!handler) throw new Error(`No handler for ${name}.`);
      return handler(input, options);
    },
    stop: () => Promise.resolve(),
    health: () => ({ ok: true, workers: 1, busy: 0, queued: 0 }),
  };
  setRuntime({
    pool,
    send: (events) => {
      sent.push(...events);
      return Promise.resolve();
    },
    health: () => Promise.resolve({ executor: null, workers: null }),
  });
  scope = await newScope();
  stranger = await newScope();
  const source = await createSource(scope, { name: "s", connector: "sample", config: { count: 10 } });
  const destination = await createDestination(scope, {
    name: "d",
    connector: "duckdb",
    config: { destination_path: "x.duckdb" },
  });
  const connection = await createConnection(scope, { sourceId: source.id, destinationId: destination.id });
  connectionId = connection.id;
  sent = [];
});
afterEach(() => database.reset());

async function newScope(): Promise<Scope> {
  const { id } = await db().workspace.create({ data: { name: "W" } });
  return { workspaceId: id, actor: { kind: "system", part: "test" } };
}

function checkpoint(syncId: number, rows: number): Checkpoint {
  const counts = { read: rows, written: rows, bytes: rows * 8, changed: 0, quarantined: 0, filtered: 0 };
  return { syncId, generations: [1], position: rows, complete: true, counts: [counts] };
}

async function requested() {
  return requestSync(scope, { connectionId, trigger: "manual" });
}

/** The steps of run-sync, one after the other. */
async function carryOut(runId: string): Promise<void> {
  const begun = await beginRun(runId, 0);
  if (begun.outcome !== "ready") return;
  for (const feed of begun.agenda.feeds) await moveFeed(runId, feed.index, { fruitless: 0, careful: false });
  for (const stream of begun.agenda.streams) {
    await finishStream(runId, stream, 0);
    await verifyRunStream(runId, stream, 0);
  }
  await closeRun(runId);
}

describe("asking for a sync", () => {
  it("queues a run and sends its event", async () => {
    const run = await requested();
    expect(run).toMatchObject({ status: "queued", trigger: "manual", connectionId });
    expect(sent).toEqual([
      { name: "sync/requested", data: { workspaceId: scope.workspaceId, connectionId, runId: run.id } },
    ]);
  });

  it("is refused while another run has not ended, however many ask at once", async () => {
    const outcomes = await Promise.allSettled([requested(), requested(), requested(), requested()]);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(ConflictError);
    }
    await expect(requested()).rejects.toThrow(`A sync is already running for: ${connectionId}`);
  });

  it("is refused for an inactive connection", async () => {
    await db().connection.updateMany({ where: { id: connectionId }, data: { status: "inactive" } });
    await expect(requested()).rejects.toThrow(/inactive/);
  });
});

describe("a run", () => {
  it("is green when every stream is verified, and says what moved", async () => {
    const { id } = await requested();
    await carryOut(id);
    expect(await getRun(scope, id)).toMatchObject({
      status: "succeeded",
      rowsRead: 10n,
      rowsWritten: 10n,
      bytes: 80n,
      streams: [{ name: "users", phase: "done", verified: true, verifiedRows: 10n }],
    });
    expect((await listRunLogs(scope, id, { limit: 100 })).at(-1)?.message).toMatch(
      /every stream is verified/,
    );
  });

  it("may have each of its steps repeated without anything changing", async () => {
    const { id } = await requested();
    await carryOut(id);
    const before = await getRun(scope, id);
    await carryOut(id);
    await closeRun(id);
    expect(await getRun(scope, id)).toEqual(before);
  });

  it("begins one generation, however often its start is repeated", async () => {
    const { id } = await requested();
    await beginRun(id, 0);
    await beginRun(id, 0);
    const [row] = await db().streamGeneration.findMany({ where: { connectionId } });
    expect(row?.generation).toBe(1);
  });

  it("is red when the destination holds another number of rows than was committed", async () => {
    handlers.measure = () => Promise.resolve({ rows: 9 });
    const { id } = await requested();
    await carryOut(id);
    expect(await getRun(scope, id)).toMatchObject({
      status: "failed",
      failure: { kind: "unverified", stream: "users" },
      streams: [{ phase: "failed", verified: false }],
    });
  });

  it("is never green when a stream was not read to its end", async () => {
    const { id } = await requested();
    await beginRun(id, 0);
    await closeRun(id);
    expect((await getRun(scope, id)).status).toBe("failed");
  });

  it("fails at once with what to do where a person must act", async () => {
    handlers.moveSlice = () =>
      Promise.reject(new ConfigError("The table users is gone. Refresh the schema."));
    const { id } = await requested();
    await carryOut(id);
    expect(await getRun(scope, id)).toMatchObject({
      status: "failed",
      failure: { kind: "config", message: "The table users is gone. Refresh the schema.", stream: "users" },
    });
  });

  it("fails as a whole when it cannot be planned", async () => {
    handlers.discover = () => Promise.resolve([]);
    const { id } = await requested();
    expect(await beginRun(id, 0)).toEqual({ outcome: "failed" });
    expect(await getRun(scope, id)).toMatchObject({ status: "failed", failure: { kind: "config" } });
  });

  it("asks for another try of a slice that met a passing fault, and counts only fruitless ones", async () => {
    const { id } = await requested();
    await beginRun(id, 0);
    handlers.moveSlice = () => Promise.reject(new TransientError("connection lost"));
    expect(await moveFeed(id, 0, { fruitless: 3, careful: false })).toEqual({
      outcome: "retry",
      afterMs: 5_000,
      fruitless: 4,
      careful: false,
    });
    handlers.moveSlice = ({ plan }, { onEvent }) => {
      onEvent?.({ type: "committed", checkpoint: checkpoint(plan.syncId, 5) });
      return Promise.reject(new TransientError("connection lost"));
    };
    expect(await moveFeed(id, 0, { fruitless: 3, careful: false })).toEqual({
      outcome: "retry",
      afterMs: 0,
      fruitless: 1,
      careful: false,
    });
    expect(await db().checkpointEntry.count({ where: { connectionId } })).toBe(1);
  });
});

describe("a row that the destination refuses", () => {
  it("has the slice tried again at once by a careful writer, which the next slices keep", async () => {
    const { id } = await requested();
    await beginRun(id, 0);
    const careful: boolean[] = [];
    handlers.moveSlice = ({ plan }) => {
      careful.push(plan.careful);
      return Promise.reject(new RowRefusedError("the constraint positive refuses a row"));
    };
    const first = await moveFeed(id, 0, { fruitless: 5, careful: false });
    expect(first).toEqual({ outcome: "retry", afterMs: 0, fruitless: 6, careful: true });
    handlers.moveSlice = ({ plan }) => {
      careful.push(plan.careful);
      return Promise.reject(new TransientError("connection lost"));
    };
    const second = await moveFeed(id, 0, { fruitless: 1, careful: true });
    expect(second).toMatchObject({ outcome: "retry", careful: true });
    expect(careful).toEqual([false, true]);
  });

  it("fails the run where even a careful writer cannot find it", async () => {
    const { id } = await requested();
    await beginRun(id, 0);
    handlers.moveSlice = () => Promise.reject(new RowRefusedError("a trigger refuses a row"));
    expect(await moveFeed(id, 0, { fruitless: 0, careful: true })).toEqual({ outcome: "failed" });
  });
});

describe("the fence", () => {
  it("rises with every writer and is refused to a run that has ended", async () => {
    const { id } = await requested();
    expect(await takeFence(connectionId, id)).toBe(1);
    expect(await takeFence(connectionId, id)).toBe(2);
    await cancelRun(scope, id);
    expect(await takeFence(connectionId, id)).toBeNull();
    const next = await requested();
    expect(await takeFence(connectionId, next.id)).toBe(3);
  });

  it("jumps above one that the destination already knows", async () => {
    const { id } = await requested();
    await beginRun(id, 0);
    handlers.moveSlice = () => Promise.reject(new FencedError("a newer writer", 500));
    expect(await moveFeed(id, 0, { fruitless: 0, careful: false })).toMatchObject({ outcome: "retry" });
    expect(await takeFence(connectionId, id)).toBe(501);
  });
});

describe("a run that begins after the machine's clock was set back", () => {
  afterEach(() => void vi.useRealTimers());

  it("marks its rows with a later instant than the run before", async () => {
    const planned = async () => {
      const { id } = await requested();
      await beginRun(id, 0);
      await closeRun(id);
      return (await loadPlan(id)).streams[0]?.extractedAtMs;
    };
    const first = await planned();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 86_400_000 });
    expect(await planned()).toBe((first ?? 0) + 1);
    expect(await planned()).toBe((first ?? 0) + 2);
  });
});

describe("cancelling", () => {
  it("ends the run, aborts the slice at work and frees the connection", async () => {
    const { id } = await requested();
    await beginRun(id, 0);
    const aborted = new Promise<void>((begun) => {
      handlers.moveSlice = (_input, { signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason as Error));
          begun();
        });
    });
    const moving = moveFeed(id, 0, { fruitless: 0, careful: false });
    await aborted;
    expect((await cancelRun(scope, id)).status).toBe("cancelled");
    expect(await moving).toEqual({ outcome: "ended" });
    expect(await getRun(scope, id)).toMatchObject({
      status: "cancelled",
      failure: null,
      streams: [{ phase: "cancelled" }],
    });
    expect(sent.at(-1)).toMatchObject({ name: "sync/cancelled", data: { runId: id } });
    await closeRun(id);
    expect((await getRun(scope, id)).status).toBe("cancelled");
    await expect(cancelRun(scope, id)).rejects.toBeInstanceOf(ConflictError);
    await expect(requested()).resolves.toMatchObject({ status: "queued" });
  });
});

describe("another workspace", () => {
  it("sees nothing of a run and can do nothing to it", async () => {
    const { id, number } = await requested();
    await expect(getRun(stranger, id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(getRun(stranger, number)).rejects.toBeInstanceOf(NotFoundError);
    await expect(cancelRun(stranger, id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(listRunLogs(stranger, id, { limit: 10 })).rejects.toBeInstanceOf(NotFoundError);
    await expect(requestSync(stranger, { connectionId, trigger: "api" })).rejects.toBeInstanceOf(
      NotFoundError,
    );
    expect(await listRuns(stranger, { limit: 10, offset: 0 })).toEqual({ items: [], total: 0 });
  });
});

describe("schedules", () => {
  it("queue one run for each connection that is due, once", async () => {
    const due = new Date("2026-01-01T00:00:00Z");
    await db().connection.updateMany({
      where: { id: connectionId },
      data: { schedule: { type: "every", minutes: 5 }, nextDueAt: due },
    });
    expect(await dispatchDueSyncs(due)).toEqual({ dispatched: 1, skipped: 0 });
    expect(await dispatchDueSyncs(due)).toEqual({ dispatched: 0, skipped: 0 });
    expect(sent).toHaveLength(1);
    expect(await listRuns(scope, { limit: 10, offset: 0 })).toMatchObject({
      total: 1,
      items: [{ trigger: "schedule" }],
    });
  });

  it("leave a connection that is still syncing for its next turn", async () => {
    await requested();
    const due = new Date("2026-01-01T00:00:00Z");
    await db().connection.updateMany({
      where: { id: connectionId },
      data: { schedule: { type: "every", minutes: 5 }, nextDueAt: due },
    });
    expect(await dispatchDueSyncs(due)).toEqual({ dispatched: 0, skipped: 1 });
  });

  it("have runs taken up again that nobody works on, and only those", async () => {
    const { id } = await requested();
    const soon = new Date(Date.now() + 60_000);
    expect(await resumeStrayRuns(soon)).toEqual({ resumed: 0 });
    const later = new Date(Date.now() + 600_000);
    sent = [];
    expect(await resumeStrayRuns(later)).toEqual({ resumed: 1 });
    expect(sent).toMatchObject([{ name: "sync/requested", data: { runId: id } }]);
    await cancelRun(scope, id);
    expect(await resumeStrayRuns(later)).toEqual({ resumed: 0 });
  });
});
