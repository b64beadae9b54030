import { expect, vi } from "vitest";
import { MySqlSession } from "@/connectors/sdk/mysql/session";

/** Support for the tests of what a crash leaves behind: statements that change tables commit by themselves. */
export class Crash extends Error {}

/** Every statement that could change something counts; the one with this number is the last. Until mocks are restored. */
export function crashBehind(number: number): { reached: boolean } {
  const seen = { reached: false };
  let count = 0;
  const original = MySqlSession.prototype.run;
  vi.spyOn(MySqlSession.prototype, "run").mockImplementation(async function (this: MySqlSession, ...given) {
    const isIt = count++ === number;
    seen.reached ||= isIt;
    const result = await original.apply(this, given);
    if (isIt) throw new Crash();
    return result;
  });
  return seen;
}

/**
 * Lets `act` crash behind each of its statements in turn, each time from anew, and checks what that leaves. A crash in
 * front of a statement is one behind the statement before.
 */
export function everyCrashOf(empty: () => Promise<unknown>) {
  return async (set: () => Promise<void>, act: () => Promise<unknown>, check: () => Promise<void>) => {
    let crashes = 0;
    for (let number = 0; ; number++) {
      await empty();
      await set();
      const seen = crashBehind(number);
      const outcome = await act().then(
        () => "done",
        (error: unknown) => error,
      );
      vi.restoreAllMocks();
      if (!seen.reached) break;
      if (outcome !== "done") {
        expect(outcome).toBeInstanceOf(Crash);
        crashes++;
      }
      await check();
    }
    expect(crashes).toBeGreaterThan(2);
  };
}
