import { expect, it, vi } from "vitest";
import { keepAnswers } from "./kept-answers";

function openKept() {
  const clock = { ms: 0 };
  return { clock, answerOnce: keepAnswers(() => clock.ms) };
}

it("what is asked for again under its key is done once, and answered alike", async () => {
  const { answerOnce } = openKept();
  const work = vi.fn(async () => ({ id: "7" }));
  const [first, meanwhile] = [answerOnce("a", work), answerOnce("a", work)];
  expect(await Promise.all([first, meanwhile, answerOnce("a", work)])).toEqual([
    { id: "7" },
    { id: "7" },
    { id: "7" },
  ]);
  expect(work).toHaveBeenCalledOnce();
});

it("another key is another call", async () => {
  const { answerOnce } = openKept();
  const work = vi.fn(async () => undefined);
  await answerOnce("a", work);
  await answerOnce("b", work);
  expect(work).toHaveBeenCalledTimes(2);
});

it("what failed has failed for who asks again, too", async () => {
  const { answerOnce } = openKept();
  const work = vi.fn(() => Promise.reject(new Error("taken")));
  await expect(answerOnce("a", work)).rejects.toThrow("taken");
  await expect(answerOnce("a", work)).rejects.toThrow("taken");
  expect(work).toHaveBeenCalledOnce();
});

it("an answer is forgotten after an hour", async () => {
  const { clock, answerOnce } = openKept();
  const work = vi.fn(async () => undefined);
  await answerOnce("a", work);
  clock.ms = 59 * 60_000;
  await answerOnce("b", work);
  await answerOnce("a", work);
  expect(work).toHaveBeenCalledTimes(2);
  clock.ms = 60 * 60_000;
  await answerOnce("a", work);
  expect(work).toHaveBeenCalledTimes(3);
});
