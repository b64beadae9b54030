import { expect, it } from "vitest";
import { createTestContext } from "./testing";
import { logLeftOut } from "./left-out";

it("tells of what is left out in one line for each reason, however much it is", async () => {
  const ctx = await createTestContext();
  logLeftOut(ctx, [
    { reason: "they have no column", count: 2, names: ["a", "b"] },
    { reason: "nobody has asked", count: 0, names: [] },
    { reason: "of rights", count: 20_000, names: Array.from({ length: 20 }, (_, n) => `t${n}`) },
  ]);
  expect(ctx.lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    "info: Not offered, because they have no column: a, b.",
    "info: Not offered, because of rights: t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and 19990 more.",
  ]);
  await ctx.dispose();
});
