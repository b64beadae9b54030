import { expect, it, vi } from "vitest";
import { holdLeaving, isAsked, leave } from "./leaving";

it("where nothing is unsaved one goes at once", () => {
  const go = vi.fn();
  leave(go);
  expect(go).toHaveBeenCalledOnce();
});

it("where something is unsaved one goes only when it is agreed to, and at once when it is saved", () => {
  const go = vi.fn();
  const ask = vi.fn<(go: () => void) => void>();
  const release = holdLeaving(ask);
  leave(go);
  expect(go).not.toHaveBeenCalled();
  ask.mock.calls[0]?.[0]();
  expect(go).toHaveBeenCalledOnce();
  release();
  leave(go);
  expect(go).toHaveBeenCalledTimes(2);
  expect(ask).toHaveBeenCalledOnce();
});

it("the one that holds last is asked, and the other again once it lets go", () => {
  const [first, last] = [vi.fn(), vi.fn()];
  const releaseFirst = holdLeaving(first);
  const releaseLast = holdLeaving(last);
  leave(() => undefined);
  expect([isAsked(first), isAsked(last)]).toEqual([false, true]);
  releaseLast();
  expect(isAsked(first)).toBe(true);
  leave(() => undefined);
  releaseFirst();
  expect([first.mock.calls.length, last.mock.calls.length]).toEqual([1, 1]);
});
