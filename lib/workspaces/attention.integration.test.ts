import { expect, it } from "vitest";
import { db } from "@/lib/db";
import { openRunLab, requested } from "@/tests/support/run-lab";
import { countAttention } from "./attention";

const lab = openRunLab();
const nothing = { connections: 0, sources: 0, destinations: 0, runs: 0, quarantine: 0 };

it("counts what waits for a person in each section of the rail, of one workspace alone", async () => {
  expect(await countAttention(lab.scope)).toEqual(nothing);
  const { id: runId } = await requested(lab);
  const stream = { runId, namespace: "", name: "orders" };
  await db().runStream.create({ data: { ...stream, index: 0, phase: "held", quarantined: 2 } });
  await db().run.update({ where: { id: runId }, data: { status: "running" } });
  expect(await countAttention(lab.scope)).toEqual({ ...nothing, runs: 1, quarantine: 1 });
  await db().run.update({ where: { id: runId }, data: { status: "failed", activeConnectionId: null } });
  await db().source.updateMany({ data: { checkError: "The server is away." } });
  expect(await countAttention(lab.scope)).toEqual({
    ...nothing,
    connections: 1,
    sources: 1,
    quarantine: 1,
  });
  expect(await countAttention(lab.stranger)).toEqual(nothing);
});
