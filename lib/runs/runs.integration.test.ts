import { afterEach, describe, expect, it, vi } from "vitest";
import { ConfigError, FencedError, RowRefusedError, noCounts, TransientError } from "@/connectors/sdk";
import { db } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { closeRun } from "./close";
import { takeFence } from "./lease";
import { moveFeed } from "./move";
import { loadPlan } from "./plan-run";
import { getRun, listRunLogs, listRuns } from "./queries";
import { cancelRun, requestSync } from "./request";
import { beginRun } from "./start";
import { carryOut } from "@/tests/support/carry-out";
import { checkpoint, requested, openRunLab } from "@/tests/support/run-lab";

const lab = openRunLab();

describe("asking for a sync", () => {
  it("queues a run and sends its event", async () => {
    const run = await requested(lab);
    expect(run).toMatchObject({ status: "queued", trigger: "manual", connectionId: lab.connectionId });
    expect(lab.sent).toEqual([
      {
        name: "sync/requested",
        data: { workspaceId: lab.scope.workspaceId, connectionId: lab.connectionId, runId: run.id },
      },
    ]);
  });

  it("is refused while another run has not ended, however many ask at once", async () => {
    const outcomes = await Promise.allSettled([
      requested(lab),
      requested(lab),
      requested(lab),
      requested(lab),
    ]);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(ConflictError);
    }
    await expect(requested(lab)).rejects.toThrow(`A sync is already running for: ${lab.connectionId}`);
  });

  it("is refused for an inactive connection", async () => {
    await db().connection.updateMany({ where: { id: lab.connectionId }, data: { status: "inactive" } });
    await expect(requested(lab)).rejects.toThrow(/inactive/);
  });
});

describe("a run", () => {
  it("is green when every stream is verified, and says what moved", async () => {
    const { id } = await requested(lab);
    await carryOut(id);
    expect(await getRun(lab.scope, id)).toMatchObject({
      status: "succeeded",
      rowsRead: 10n,
      rowsWritten: 10n,
      bytes: 80n,
      streams: [{ name: "users", phase: "done", verified: true, verifiedRows: 10n }],
    });
    expect((await listRunLogs(lab.scope, id, { limit: 100 })).at(-1)?.message).toMatch(
      /every stream is verified/,
    );
  });

  it("says for whom it waited, over all its slices, and what would help", async () => {
    let slices = 0;
    const stream = { ...noCounts(), estimatedRows: null };
    lab.handlers.moveSlice = ({ plan }, { onEvent }) => {
      for (const destination of [900, 500]) {
        const waitedMs = { source: 50, transform: 0.4, destination };
        onEvent?.({ type: "progress", progress: { streams: [{ ...stream, waitedMs }] } });
      }
      return Promise.resolve({ complete: ++slices > 1, checkpoint: checkpoint(plan.syncId, 10) });
    };
    const { id } = await requested(lab);
    await beginRun(id, 0);
    await moveFeed(id, 0, { fruitless: 0, careful: false });
    await carryOut(id);
    const bottleneck = { part: "destination", percent: 93 };
    const told = { waitedMs: { source: 200, transform: 2, destination: 2800 }, bottleneck };
    expect(await getRun(lab.scope, id)).toMatchObject({ ...told, streams: [told] });
    const messages = (await listRunLogs(lab.scope, id, { limit: 100 })).map(({ message }) => message);
    expect(messages.filter((message) => /^Waited 93 % for the destination: /.test(message))).toHaveLength(1);
  });

  it("may have each of its steps repeated without anything changing", async () => {
    const { id } = await requested(lab);
    await carryOut(id);
    const before = await getRun(lab.scope, id);
    await carryOut(id);
    await closeRun(id);
    expect(await getRun(lab.scope, id)).toEqual(before);
  });

  it("begins one generation, however often its start is repeated", async () => {
    const { id } = await requested(lab);
    await beginRun(id, 0);
    await beginRun(id, 0);
    const [row] = await db().streamGeneration.findMany({ where: { connectionId: lab.connectionId } });
    expect(row?.generation).toBe(1);
  });

  it("is red when the destination holds another number of rows than was committed", async () => {
    lab.handlers.measure = () => Promise.resolve({ rows: 9 });
    const { id } = await requested(lab);
    await carryOut(id);
    expect(await getRun(lab.scope, id)).toMatchObject({
      status: "failed",
      failure: { kind: "unverified", stream: "users" },
      streams: [{ phase: "failed", verified: false }],
    });
  });

  it("is never green when a stream was not read to its end", async () => {
    const { id } = await requested(lab);
    await beginRun(id, 0);
    await closeRun(id);
    expect((await getRun(lab.scope, id)).status).toBe("failed");
  });

  it("fails at once with what to do where a person must act", async () => {
    lab.handlers.moveSlice = () =>
      Promise.reject(new ConfigError("The table users is gone. Refresh the schema."));
    const { id } = await requested(lab);
    await carryOut(id);
    expect(await getRun(lab.scope, id)).toMatchObject({
      status: "failed",
      failure: { kind: "config", message: "The table users is gone. Refresh the schema.", stream: "users" },
    });
  });

  it("fails as a whole when it cannot be planned", async () => {
    lab.handlers.discover = () => Promise.resolve([]);
    const { id } = await requested(lab);
    expect(await beginRun(id, 0)).toEqual({ outcome: "failed" });
    expect(await getRun(lab.scope, id)).toMatchObject({ status: "failed", failure: { kind: "config" } });
  });

  it("asks for another try of a slice that met a passing fault, and counts only fruitless ones", async () => {
    const { id } = await requested(lab);
    await beginRun(id, 0);
    lab.handlers.moveSlice = () => Promise.reject(new TransientError("connection lost"));
    expect(await moveFeed(id, 0, { fruitless: 3, careful: false })).toEqual({
      outcome: "retry",
      afterMs: 5_000,
      fruitless: 4,
      careful: false,
    });
    lab.handlers.moveSlice = ({ plan }, { onEvent }) => {
      onEvent?.({ type: "committed", checkpoint: checkpoint(plan.syncId, 5) });
      return Promise.reject(new TransientError("connection lost"));
    };
    expect(await moveFeed(id, 0, { fruitless: 3, careful: false })).toEqual({
      outcome: "retry",
      afterMs: 0,
      fruitless: 1,
      careful: false,
    });
    expect(await db().checkpointEntry.count({ where: { connectionId: lab.connectionId } })).toBe(1);
  });
});

describe("a row that the destination refuses", () => {
  it("has the slice tried again at once by a careful writer, which the next slices keep", async () => {
    const { id } = await requested(lab);
    await beginRun(id, 0);
    const careful: boolean[] = [];
    lab.handlers.moveSlice = ({ plan }) => {
      careful.push(plan.careful);
      return Promise.reject(new RowRefusedError("the constraint positive refuses a row"));
    };
    const first = await moveFeed(id, 0, { fruitless: 5, careful: false });
    expect(first).toEqual({ outcome: "retry", afterMs: 0, fruitless: 6, careful: true });
    lab.handlers.moveSlice = ({ plan }) => {
      careful.push(plan.careful);
      return Promise.reject(new TransientError("connection lost"));
    };
    const second = await moveFeed(id, 0, { fruitless: 1, careful: true });
    expect(second).toMatchObject({ outcome: "retry", careful: true });
    expect(careful).toEqual([false, true]);
  });

  it("fails the run where even a careful writer cannot find it", async () => {
    const { id } = await requested(lab);
    await beginRun(id, 0);
    lab.handlers.moveSlice = () => Promise.reject(new RowRefusedError("a trigger refuses a row"));
    expect(await moveFeed(id, 0, { fruitless: 0, careful: true })).toEqual({ outcome: "failed" });
  });
});

describe("the fence", () => {
  it("rises with every writer and is refused to a run that has ended", async () => {
    const { id } = await requested(lab);
    expect(await takeFence(lab.connectionId, id)).toBe(1);
    expect(await takeFence(lab.connectionId, id)).toBe(2);
    await cancelRun(lab.scope, id);
    expect(await takeFence(lab.connectionId, id)).toBeNull();
    const next = await requested(lab);
    expect(await takeFence(lab.connectionId, next.id)).toBe(3);
  });

  it("jumps above one that the destination already knows", async () => {
    const { id } = await requested(lab);
    await beginRun(id, 0);
    lab.handlers.moveSlice = () => Promise.reject(new FencedError("a newer writer", 500));
    expect(await moveFeed(id, 0, { fruitless: 0, careful: false })).toMatchObject({ outcome: "retry" });
    expect(await takeFence(lab.connectionId, id)).toBe(501);
  });
});

describe("a run that begins after the machine's clock was set back", () => {
  afterEach(() => void vi.useRealTimers());

  it("marks its rows with a later instant than the run before", async () => {
    const planned = async () => {
      const { id } = await requested(lab);
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
    const { id } = await requested(lab);
    await beginRun(id, 0);
    const aborted = new Promise<void>((begun) => {
      lab.handlers.moveSlice = (_input, { signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason as Error));
          begun();
        });
    });
    const moving = moveFeed(id, 0, { fruitless: 0, careful: false });
    await aborted;
    expect((await cancelRun(lab.scope, id)).status).toBe("cancelled");
    expect(await moving).toEqual({ outcome: "ended" });
    expect(await getRun(lab.scope, id)).toMatchObject({
      status: "cancelled",
      failure: null,
      streams: [{ phase: "cancelled" }],
    });
    expect(lab.sent.at(-1)).toMatchObject({ name: "sync/cancelled", data: { runId: id } });
    await closeRun(id);
    expect((await getRun(lab.scope, id)).status).toBe("cancelled");
    await expect(cancelRun(lab.scope, id)).rejects.toBeInstanceOf(ConflictError);
    await expect(requested(lab)).resolves.toMatchObject({ status: "queued" });
  });
});

describe("another workspace", () => {
  it("sees nothing of a run and can do nothing to it", async () => {
    const { id, number } = await requested(lab);
    await expect(getRun(lab.stranger, id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(getRun(lab.stranger, number)).rejects.toBeInstanceOf(NotFoundError);
    await expect(cancelRun(lab.stranger, id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(listRunLogs(lab.stranger, id, { limit: 10 })).rejects.toBeInstanceOf(NotFoundError);
    await expect(
      requestSync(lab.stranger, { connectionId: lab.connectionId, trigger: "api" }),
    ).rejects.toBeInstanceOf(NotFoundError);
    expect(await listRuns(lab.stranger, { limit: 10, offset: 0 })).toEqual({ items: [], total: 0 });
  });
});
