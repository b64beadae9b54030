import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deleteConnection } from "@/lib/connections/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { demoFile } from "@/lib/demo/service";
import { ConflictError } from "@/lib/errors";
import { addPerson } from "@/lib/governance/testing/people";
import type { Scope } from "@/lib/workspaces/scope";
import { describeOnboarding, setOnboardingHidden, showsOnboarding, startDemo } from "./service";

let world: TestConsole;
let viewer: Scope;
beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(async () => {
  await world.reset();
  viewer = await personIn(world.scope.workspaceId);
});
afterAll(() => world.stop());

describe("sample data in one click", () => {
  it("makes both ends and their connection, and asks for its sync", async () => {
    const { connectionId, runId } = await startDemo(world.scope);
    const connection = await db().connection.findUniqueOrThrow({
      where: { id: connectionId },
      include: { source: true, destination: true },
    });
    expect(connection.source.connector).toBe("sample");
    expect(connection.destination.config).toMatchObject({ destination_path: demoFile });
    expect(await db().run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({
      connectionId,
      status: "queued",
      trigger: "demo",
    });
    expect(await describeOnboarding(world.scope)).toMatchObject({
      sources: 1,
      destinations: 1,
      connections: 1,
      verifiedRuns: 0,
      firstConnectionId: connectionId,
    });
  });

  it("is the same when it is clicked twice, and takes what is left of a former one", async () => {
    const first = await startDemo(world.scope);
    expect(await startDemo(world.scope)).toEqual(first);
    await deleteConnection(world.scope, first.connectionId);
    const second = await startDemo(world.scope);
    expect(second.connectionId).not.toBe(first.connectionId);
    expect(await describeOnboarding(world.scope)).toMatchObject({ sources: 1, destinations: 1 });
  });

  it("is refused where nothing may be written without a decision, and leaves nothing behind", async () => {
    const { workspaceId } = world.scope;
    await db().workspace.update({
      where: { id: workspaceId },
      data: { requiresWriteAuthentication: true },
    });
    await expect(startDemo(world.scope)).rejects.toBeInstanceOf(ConflictError);
    expect(await describeOnboarding(world.scope)).toMatchObject({ sources: 0, destinations: 0 });
  });
});

describe("the way in", () => {
  it("leaves the rail when a sync has ended verified", async () => {
    expect(await showsOnboarding(viewer)).toBe(true);
    const { runId } = await startDemo(world.scope);
    expect(await showsOnboarding(viewer)).toBe(true);
    await db().run.update({
      where: { id: runId },
      data: { status: "succeeded", endedAt: new Date(), activeConnectionId: null },
    });
    expect(await showsOnboarding(viewer)).toBe(false);
  });

  it("is dismissed and recalled by each person for themselves", async () => {
    const other = await personIn(world.scope.workspaceId);
    await setOnboardingHidden(viewer, true);
    expect([await showsOnboarding(viewer), await showsOnboarding(other)]).toEqual([false, true]);
    await setOnboardingHidden(viewer, false);
    expect(await showsOnboarding(viewer)).toBe(true);
  });

  it("knows nothing of another workspace", async () => {
    await startDemo(world.scope);
    expect(await describeOnboarding(world.stranger)).toMatchObject({
      sources: 0,
      firstConnectionId: null,
    });
  });
});

async function personIn(workspaceId: string): Promise<Scope> {
  return (await addPerson(workspaceId, { role: "viewer" })).scope;
}
