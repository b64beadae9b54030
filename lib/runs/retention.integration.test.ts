import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { pruneHistory } from "./retention";

const dayMs = 86_400_000;
const now = new Date("2026-12-01T10:00:00Z");

let world: TestConsole;
beforeAll(async () => {
  world = await startTestConsole();
});
afterAll(() => world.stop());

it("lets decisions on writes go after 90 days, also those of nobody's keys", async () => {
  const { workspaceId } = world.scope;
  const decided = (days: number, of: string | null) => ({
    workspaceId: of,
    at: new Date(now.getTime() - days * dayMs),
    path: `${days}`,
    allow: false,
    valid: false,
  });
  await db().writeDecision.createMany({
    data: [decided(89, workspaceId), decided(91, workspaceId), decided(91, null), decided(1, null)],
  });
  expect(await pruneHistory(now)).toMatchObject({ decisions: 2 });
  const left = await db().writeDecision.findMany({ orderBy: { id: "asc" } });
  expect(left.map(({ path }) => path)).toEqual(["89", "1"]);
  expect(await pruneHistory(now)).toMatchObject({ decisions: 0 });
});
