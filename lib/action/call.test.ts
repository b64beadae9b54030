import { afterEach, expect, it, vi } from "vitest";
import type { ActionResult, CallOptions } from "./build";
import { call, once, onChanged, type Change } from "./call";

type Answer = ActionResult<string>;

const done: Answer = { ok: true, data: "done", changed: ["runs"] };
const refused: Answer = { ok: false, error: { code: "conflict", message: "No.", issues: [] } };

function openAction(answer: Answer) {
  return vi.fn(async (_input: string, _options?: CallOptions) => answer);
}

let stop: () => void = () => undefined;
afterEach(() => stop());

function listen(listener: (change: Change) => Promise<unknown>) {
  stop = onChanged(listener);
}

it("resolves with the answer once everybody who was told of the change is done", async () => {
  const order: string[] = [];
  listen(async (change) => {
    await Promise.resolve();
    order.push(JSON.stringify(change));
  });
  const result = await call(openAction(done))("a");
  order.push("resolved");
  expect(result).toBe(done);
  expect(order).toEqual(['{"tags":["runs"],"isLeft":false}', "resolved"]);
});

it("says so where the page is left, to the server and here", async () => {
  const told = vi.fn(async () => undefined);
  listen(told);
  const action = openAction(done);
  await call(action, { withoutPage: true })("a");
  await once(action, { withoutPage: true })("a");
  expect(action.mock.calls.map(([, options]) => options?.withoutPage)).toEqual([true, true]);
  expect(told.mock.calls).toEqual([[{ tags: ["runs"], isLeft: true }], [{ tags: ["runs"], isLeft: true }]]);
});

it.each([
  ["fails", refused],
  ["changes nothing", { ok: true, data: "seen" } satisfies Answer],
])("tells nobody where an action %s", async (_what, answer) => {
  const told = vi.fn(async () => undefined);
  listen(told);
  expect(await call(openAction(answer))("a")).toBe(answer);
  expect(told).not.toHaveBeenCalled();
});

it("tells nobody who has stopped listening", async () => {
  const told = vi.fn(async () => undefined);
  onChanged(told)();
  await call(openAction(done))("a");
  expect(told).not.toHaveBeenCalled();
});

it("gives each call of an action that is carried out once a key of its own", async () => {
  const action = openAction(done);
  const save = once(action);
  await save("a");
  await save("a");
  await call(action)("a");
  const [first, second, third] = action.mock.calls.map(([, options]) => options?.key);
  expect(first).toMatch(/^[a-z0-9-]{8,64}$/);
  expect(second).not.toBe(first);
  expect(third).toBeUndefined();
});
