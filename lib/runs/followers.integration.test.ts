import { beforeEach, describe, expect, it } from "vitest";
import { createConnection, updateConnection } from "@/lib/connections/service";
import { db, type RunStatus } from "@/lib/db";
import { setRuntime, runtime } from "@/lib/runtime";
import { openRunLab, requested } from "@/tests/support/run-lab";
import { carryOut } from "@/tests/support/carry-out";
import { closeRun } from "./close";
import { cancelRun, requestSync } from "./request";

const lab = openRunLab();
let follower: string;

beforeEach(async () => {
  follower = await follow(lab.connectionId, "Follower");
});

async function follow(followed: string, name: string): Promise<string> {
  const { sourceId, destinationId } = await db().connection.findUniqueOrThrow({
    where: { id: lab.connectionId },
  });
  const schedule = { type: "after" as const, connectionId: followed };
  const ends = { sourceId, destinationId };
  return (await createConnection(lab.scope, { ...ends, name, schedule, prefix: `${name}_` })).id;
}

async function sync(connectionId = lab.connectionId): Promise<string> {
  const { id } = await requestSync(lab.scope, { connectionId, trigger: "manual" });
  await carryOut(id);
  return id;
}

const runsOf = async (connectionId: string) =>
  db().run.findMany({
    where: { connectionId },
    orderBy: { number: "asc" },
    select: { id: true, trigger: true, status: true },
  });
const eventsFor = (runId: string) =>
  lab.sent.filter((event) => event.name === "sync/requested" && event.data.runId === runId);

describe("a connection that syncs after another one", () => {
  it("is queued when a sync of the other has ended green, with its event", async () => {
    await sync();
    const [run, ...more] = await runsOf(follower);
    expect(more).toEqual([]);
    expect(run).toMatchObject({ trigger: "connection", status: "queued" });
    expect(eventsFor(run?.id ?? "")).toHaveLength(1);
  });

  it("hands the word on to those that follow it", async () => {
    const third = await follow(follower, "Third");
    await sync();
    expect(await runsOf(third)).toEqual([]);
    const [run] = await runsOf(follower);
    await carryOut(run?.id ?? "");
    expect(await runsOf(third)).toMatchObject([{ trigger: "connection" }]);
  });

  it("is queued once for each ended run, however often its end is repeated", async () => {
    const id = await sync();
    const [run] = await runsOf(follower);
    await carryOut(run?.id ?? "");
    await closeRun(id);
    expect(await runsOf(follower)).toHaveLength(1);
    await sync();
    expect(await runsOf(follower)).toHaveLength(2);
  });

  it("is neither lost nor doubled where the console dies between the end and the event", async () => {
    const working = runtime();
    const { id } = await requested(lab);
    setRuntime({ ...working, send: () => Promise.reject(new Error("gone")) });
    await expect(carryOut(id)).rejects.toThrow("gone");
    const [run] = await runsOf(follower);
    expect(run).toMatchObject({ status: "queued" });
    setRuntime(working);
    await closeRun(id);
    expect(eventsFor(run?.id ?? "")).toHaveLength(1);
    expect(await runsOf(follower)).toHaveLength(1);
  });

  it("stays quiet where the other's sync fails, or where it was no sync", async () => {
    const { id } = await requested(lab);
    await closeRun(id, { kind: "config", message: "No." });
    const clear = await requestSync(lab.scope, {
      connectionId: lab.connectionId,
      trigger: "manual",
      kind: "refresh",
    });
    await carryOut(clear.id);
    expect(await runsOf(follower)).toEqual([]);
  });

  it("is left out while it is paused", async () => {
    await updateConnection(lab.scope, follower, { status: "inactive" });
    await sync();
    expect(await runsOf(follower)).toEqual([]);
  });

  it("follows no more once it has another schedule", async () => {
    await updateConnection(lab.scope, follower, { schedule: { type: "manual" } });
    await sync();
    expect(await runsOf(follower)).toEqual([]);
  });

  it.each<[RunStatus, () => Promise<unknown>]>([
    ["succeeded", () => carryOut(busy)],
    ["failed", () => closeRun(busy, { kind: "config", message: "No." })],
  ])("makes up what it missed while it was busy, once its own run has %s", async (status, end) => {
    busy = await beginBusy();
    await sync();
    expect(await runsOf(follower)).toHaveLength(1);
    await end();
    const runs = await runsOf(follower);
    expect(runs).toMatchObject([{ status }, { trigger: "connection", status: "queued" }]);
    await carryOut(runs[1]?.id ?? "");
    expect(await runsOf(follower)).toHaveLength(2);
  });

  it("starts nothing where a person cancels it", async () => {
    busy = await beginBusy();
    await sync();
    await cancelRun(lab.scope, busy);
    expect(await runsOf(follower)).toHaveLength(1);
  });
});

let busy: string;

/** A run of the follower that has begun to read. */
async function beginBusy(): Promise<string> {
  const { id } = await requestSync(lab.scope, { connectionId: follower, trigger: "manual" });
  await db().run.update({ where: { id }, data: { status: "running", startedAt: new Date() } });
  return id;
}
