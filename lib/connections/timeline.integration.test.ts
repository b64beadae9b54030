import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectTestEnds } from "@/lib/connectors/testing/connect";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { closeRun } from "@/lib/runs/close";
import { cancelRun, requestSync } from "@/lib/runs/request";
import { updateConnection } from "./service";
import { listTimeline, type TimelineEntry } from "./timeline";

let world: TestConsole;
let connectionId: string;

beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(async () => {
  await world.reset();
  connectionId = await connectTestEnds(world.scope);
});
afterAll(() => world.stop());

async function failed(): Promise<string> {
  const { id } = await requestSync(world.scope, { connectionId, trigger: "manual" });
  await closeRun(id, { kind: "config", message: "No table orders." });
  return id;
}

const told = (entries: TimelineEntry[]) =>
  entries.map((entry) => (entry.kind === "run" ? `run ${entry.run.status}` : entry.line.action));

describe("the timeline of a connection", () => {
  it("has changes and runs as they came, newest first", async () => {
    await updateConnection(world.scope, connectionId, { prefix: "x_" });
    await failed();
    await updateConnection(world.scope, connectionId, { name: "Orders" });
    const { entries, older } = await listTimeline(world.scope, connectionId);
    expect(told(entries)).toEqual([
      "connection.updated",
      "run failed",
      "connection.updated",
      "connection.created",
    ]);
    expect(older).toBeNull();
    expect(entries[0]).toMatchObject({ line: { facts: { name: "Orders", changed: ["name"] } } });
  });

  it("says of a run who asked for it and who cancelled it, what was held, and what was another at the source", async () => {
    const { id } = await requestSync(world.scope, { connectionId, trigger: "manual" });
    const change = { change: "added", stream: "orders", field: "note", after: "string", leftOut: false };
    await db().run.update({ where: { id }, data: { schemaChanges: [change] } });
    await db().runStream.create({
      data: { runId: id, index: 0, namespace: "shop", name: "orders", heldAt: new Date(), verified: true },
    });
    await cancelRun(world.scope, id);
    const { entries } = await listTimeline(world.scope, connectionId);
    expect(entries[0]).toMatchObject({
      kind: "run",
      run: { id, status: "cancelled" },
      lines: [{ action: "run.requested" }, { action: "run.cancelled" }],
      held: [{ stream: "shop.orders", releasedAt: null }],
      schemaChanges: [change],
      streams: { all: 1, verified: 1 },
    });
  });

  it("comes in pages without a gap or a repetition, also of one instant", async () => {
    for (let index = 0; index < 4; index++) {
      await updateConnection(world.scope, connectionId, { prefix: `x${index}_` });
      await failed();
    }
    const at = new Date();
    await db().auditEntry.updateMany({ where: { subject: connectionId }, data: { at } });
    await db().run.updateMany({ where: { connectionId }, data: { createdAt: at } });
    const idOf = (entry: TimelineEntry) => (entry.kind === "run" ? entry.run.id : entry.line.id);
    const seen: string[] = [];
    let before: string | null = null;
    do {
      const page = await listTimeline(world.scope, connectionId, { limit: 2, ...(before ? { before } : {}) });
      seen.push(...page.entries.map(idOf));
      before = page.older;
    } while (before !== null);
    expect(new Set(seen).size).toBe(9);
    expect(seen).toHaveLength(9);
  });

  it("is filtered", async () => {
    await failed();
    const run = await requestSync(world.scope, { connectionId, trigger: "manual" });
    await cancelRun(world.scope, run.id);
    const shown = async (show: "changes" | "runs" | "failed") =>
      told((await listTimeline(world.scope, connectionId, { show })).entries);
    expect(await shown("changes")).toEqual(["connection.created"]);
    expect(await shown("runs")).toEqual(["run cancelled", "run failed"]);
    expect(await shown("failed")).toEqual(["run failed"]);
  });

  it("is nobody else's", async () => {
    await expect(listTimeline(world.stranger, connectionId)).rejects.toMatchObject({ code: "not_found" });
  });
});
