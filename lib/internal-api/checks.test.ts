import { expect, it } from "vitest";
import type { CheckOptions, CheckResult } from "@/lib/connectors/check";
import { InvalidInputError } from "@/lib/errors";
import { tellCheck, type CheckEvent } from "./checks";

const never = new AbortController().signal;

async function eventsOf(response: Response): Promise<CheckEvent[]> {
  const lines = (await response.text()).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as CheckEvent);
}

it("each step is told as it is taken, and the outcome last", async () => {
  let pass: (result: CheckResult) => void = () => undefined;
  const outcome = new Promise<CheckResult>((resolve) => (pass = resolve));
  const response = tellCheck(async ({ onLine }) => {
    onLine?.({ level: "info", message: "Connecting" });
    return outcome;
  }, never);
  const reader = response.body?.getReader();
  // Before the check has ended.
  expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/"message":"Connecting"}\n$/);
  pass({ ok: true });
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(
    '{"type":"result","result":{"ok":true}}\n',
  );
  expect((await reader?.read())?.done).toBe(true);
});

it("a check that fails is an outcome, what cannot be checked is refused with its fields", async () => {
  const failed: CheckResult = { ok: false, kind: "auth", message: "No.", field: ["password"] };
  expect(await eventsOf(tellCheck(async () => failed, never))).toEqual([{ type: "result", result: failed }]);
  const issues = [{ path: ["config", "host"], message: "must not be empty" }];
  const refused = tellCheck(() => Promise.reject(new InvalidInputError("Not usable.", issues)), never);
  expect(await eventsOf(refused)).toEqual([{ type: "refused", message: "Not usable.", issues }]);
});

it("ends the check when whoever asked leaves", async () => {
  let given: CheckOptions = {};
  const response = tellCheck((options) => {
    given = options;
    return new Promise((_, reject) =>
      options.signal?.addEventListener("abort", () => reject(options.signal?.reason as Error)),
    );
  }, never);
  await response.body?.cancel();
  expect(given.signal?.aborted).toBe(true);
});
