import { expect, it } from "vitest";
import { TransientError, type Context } from "@/connectors/sdk";
import { createTestContext } from "@/connectors/sdk/testing";
import { destinationAnswers, limitSilence } from "./silence";
import { racingClock } from "./testing/racing-clock";

const never = (ctx: Context) =>
  new Promise<never>((_, reject) => {
    ctx.signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
  });

it("gives up what does not answer, tells it so, and says for how long it was silent", async () => {
  const clock = racingClock();
  const ctx = await createTestContext({ clock });
  let told: AbortSignal | null = null;
  const work = limitSilence(ctx, destinationAnswers, (own) => {
    told = own.signal;
    return new Promise(() => undefined);
  });
  await expect(work).rejects.toBeInstanceOf(TransientError);
  await expect(work).rejects.toThrow(
    "The destination has not answered for 30 minutes. It has to be tried again.",
  );
  expect(told).toMatchObject({ aborted: true });
  expect(clock.now()).toBe(30 * 60_000);
  await ctx.dispose();
});

it("gives what was answered in time, and leaves who goes on with the signal alone", async () => {
  const ctx = await createTestContext({ clock: racingClock() });
  const signal = await limitSilence(ctx, destinationAnswers, (own) => Promise.resolve(own.signal));
  await new Promise((resolve) => setImmediate(resolve));
  expect(signal.aborted).toBe(false);
  ctx.abort();
  expect(signal.aborted).toBe(true);
  await ctx.dispose();
});

it("hands on why the work failed or was cancelled", async () => {
  const ctx = await createTestContext();
  const failing = limitSilence(ctx, destinationAnswers, () => Promise.reject(new Error("no such host")));
  await expect(failing).rejects.toThrow("no such host");
  const cancelled = limitSilence(ctx, destinationAnswers, never);
  ctx.abort();
  await expect(cancelled).rejects.toThrow("stopped");
  await ctx.dispose();
});
