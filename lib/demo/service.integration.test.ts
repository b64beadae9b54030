import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { runDemo } from "./service";

let world: TestConsole;
beforeAll(async () => {
  world = await startTestConsole();
});
afterAll(() => world.stop());

it("the demo stays away where nothing may be written without a decision", async () => {
  const { workspaceId } = world.scope;
  await db().workspace.update({ where: { id: workspaceId }, data: { requiresWriteAuthentication: true } });
  expect(await runDemo(world.scope)).toBeNull();
  expect(await db().destination.count({ where: { workspaceId } })).toBe(0);
});
