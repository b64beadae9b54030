import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { testStreams } from "@/lib/connectors/testing/connectors";
import { log } from "@/lib/log";
import { createSource, discoverSource } from "./service";

let world: TestConsole;
beforeAll(async () => {
  world = await startTestConsole();
});
afterAll(() => world.stop());

it("hands what the connector tells of a discovery to the process's log, notes for debugging apart", async () => {
  const source = { name: "Shop", connector: "test-source", config: { host: "db.example" } };
  const { id } = await createSource(world.scope, source);
  const lines = vi.spyOn(log, "info").mockReturnValue();
  world.pool.answers.discover = async (_input, { onEvent }) => {
    for (const level of ["debug", "info"] as const)
      onEvent?.({ type: "log", level, message: `Not offered (${level}).`, facts: {} });
    return testStreams;
  };
  await discoverSource(world.scope, id);
  expect(lines.mock.calls).toEqual([["Not offered (info).", { sourceId: id }]]);
  lines.mockRestore();
});
