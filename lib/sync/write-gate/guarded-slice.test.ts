import { afterEach, beforeEach, expect, it } from "vitest";
import { AuthError, TransientError } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { moveSlice } from "../pump";
import { judgeFailure } from "../retry";
import { countTo, Memory, rows, sliceOf, type Read } from "../testing/memory-slice";
import { createWriteGate } from "./gate";
import { guardDestination } from "./guard-destination";
import { allowed, refused } from "./testing/scripted-gate";
import type { AskDecisions, WriteAnswer } from "./types";

let ctx: TestContext;
let now: number;
beforeEach(async () => {
  ctx = await createTestContext();
  now = 0;
});
afterEach(() => ctx.dispose());

/** A slice behind a gate whose answers come from a script, the last one for ever. */
function guardedSlice(
  memory: Memory,
  answers: (WriteAnswer | Error)[],
  read: Read = (position) => countTo(3, position),
) {
  const asked: number[] = [];
  const ask: AskDecisions = async (questions) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? allowed;
    asked.push(memory.rows.length);
    if (answer instanceof Error) throw answer;
    return questions.map(() => answer);
  };
  const clock = { ...ctx.clock, now: () => now };
  const gate = createWriteGate({ ask, predicate: "write", ttlMs: 60_000, clock, advice: "" });
  const paths = { of: () => ["dataos://d:public/orders"], own: () => "dataos://d:public/_sluice" };
  const slice = sliceOf(memory, read, ctx);
  const connector = guardDestination(slice.destination.connector, gate, paths);
  return { asked, move: () => moveSlice({ ...slice, destination: { connector, config: null } }) };
}

it("asks once before it opens and once for each checkpoint, and no more", async () => {
  const memory = new Memory();
  const { asked, move } = guardedSlice(memory, [allowed]);
  expect((await move()).complete).toBe(true);
  expect(memory.rows).toHaveLength(3);
  expect(asked).toEqual([0, 0, 1, 2, 3]);
});

it("leaves the destination untouched where it is refused before the first write", async () => {
  const memory = new Memory();
  const { asked, move } = guardedSlice(memory, [refused("No policy allows it.")]);
  const moving = move();
  await expect(moving).rejects.toBeInstanceOf(AuthError);
  expect([memory.rows, memory.stored, memory.closed, asked.length]).toEqual([[], null, 0, 1]);
  expect(judgeFailure(await moving.catch((error: unknown) => error), 1)).toEqual({
    retry: false,
    kind: "auth",
  });
});

it("keeps the last checkpoint where it is refused in the middle, and writes nothing after it", async () => {
  const memory = new Memory();
  const { move } = guardedSlice(memory, [allowed, allowed, refused("The key was revoked.")]);
  await expect(move()).rejects.toThrow(
    /alice may not write dataos:\/\/d:public\/orders: The key was revoked\./,
  );
  expect(memory.rows).toHaveLength(1);
  expect(memory.stored?.position).toBe(1);
  expect(memory.closed).toBe(1);
});

it("goes on from the last checkpoint once an outage is over", async () => {
  const memory = new Memory();
  const { move } = guardedSlice(memory, [allowed, allowed, new TransientError("away"), allowed]);
  const error: unknown = await move().catch((reason: unknown) => reason);
  expect(judgeFailure(error, 1)).toMatchObject({ retry: true });
  expect(memory.stored?.position).toBe(1);
  expect((await move()).complete).toBe(true);
  expect(memory.rows.map(([id]) => id)).toEqual([1, 2, 3]);
});

it("asks again before a batch once the decision no longer holds, though no checkpoint is due", async () => {
  const memory = new Memory();
  const { asked, move } = guardedSlice(memory, [allowed, refused()], async function* () {
    yield { type: "batch", stream: 0, batch: rows(1) };
    now += 60_000;
    yield { type: "batch", stream: 0, batch: rows(2) };
    yield { type: "checkpoint", position: 2, complete: true };
  });
  await expect(move()).rejects.toBeInstanceOf(AuthError);
  expect([asked.length, memory.rows, memory.stored]).toEqual([2, [], null]);
});
