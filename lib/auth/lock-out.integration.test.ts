import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { forgetOldAttempts, withLockOut, type AttemptSubject } from "./lock-out";

let database: ConsoleDatabase;
beforeAll(async () => {
  database = await startConsoleDatabase();
});
beforeEach(() => database.reset());
afterAll(() => database.stop());

const start = Date.UTC(2026, 10, 22, 12);
const second = 1000;
const email = "email:owner@example.com" satisfies AttemptSubject;
const fail = async () => null;
const succeed = async () => "in";

async function failTimes(count: number, subjects: AttemptSubject[], now = start): Promise<void> {
  for (let index = 0; index < count; index++) await withLockOut(subjects, fail, now);
}

/** When the subject may try again, in seconds after the start; 0 where it may now. */
async function lockedFor(subject: AttemptSubject, now = start): Promise<number> {
  const row = await db().signInAttempt.findUnique({ where: { subject } });
  return Math.max(0, ((row?.lockedUntil?.getTime() ?? 0) - now) / second);
}

describe("withLockOut", () => {
  it("locks an account after five failures, and says until when", async () => {
    await failTimes(5, [email]);
    const attempt = vi.fn(succeed);
    await expect(withLockOut([email], attempt, start + second)).rejects.toMatchObject({
      code: "rate_limited",
      message: "Too many failed attempts. The next one is possible in 29 s, at 12:00:30 UTC.",
      retryAfterMs: 29 * second,
    });
    expect(attempt).not.toHaveBeenCalled();
  });

  it("lets the right password in after the lock, and then begins anew", async () => {
    await failTimes(5, [email]);
    const later = start + 30 * second;
    expect(await withLockOut([email], succeed, later)).toBe("in");
    await failTimes(4, [email], later);
    expect(await lockedFor(email, later)).toBe(0);
  });

  it("lets the right password in at the last allowed attempt", async () => {
    await failTimes(4, [email]);
    expect(await withLockOut([email], succeed, start)).toBe("in");
    expect(await lockedFor(email)).toBe(0);
  });

  it("doubles the lock with each further failure, up to 15 minutes", async () => {
    let now = start;
    await failTimes(4, [email], now);
    const locks: number[] = [];
    for (let index = 0; index < 8; index++) {
      await failTimes(1, [email], now);
      locks.push(await lockedFor(email, now));
      now += (locks.at(-1) ?? 0) * second;
    }
    expect(locks).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it("does not let guesses made at once slip through", async () => {
    const attempt = vi.fn(fail);
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, () => withLockOut([email], attempt, start)),
    );
    expect(attempt).toHaveBeenCalledTimes(5);
    expect(results.filter((result) => result.status === "rejected")).toHaveLength(35);
  });

  it("locks an address that tries many accounts, but not as early as an account", async () => {
    const address = "address:203.0.113.7" as const;
    for (let index = 0; index < 20; index++) {
      await withLockOut([`email:user-${index}@example.com`, address], fail, start);
    }
    await expect(withLockOut(["email:another@example.com", address], succeed, start)).rejects.toMatchObject({
      code: "rate_limited",
    });
    expect(await withLockOut(["email:another@example.com"], succeed, start)).toBe("in");
  });

  it("does not clear an address for one right password among many wrong ones", async () => {
    const address = "address:203.0.113.7" as const;
    for (let index = 0; index < 19; index++) await withLockOut([`email:${index}`, address], fail, start);
    await withLockOut(["email:own@example.com", address], succeed, start);
    await withLockOut(["email:x@example.com", address], fail, start);
    expect(await lockedFor(address)).toBe(30);
  });

  it("forgets failures after a day", async () => {
    await failTimes(4, [email]);
    const nextDay = start + 24 * 3600 * second + 1;
    await failTimes(4, [email], nextDay);
    expect(await lockedFor(email, nextDay)).toBe(0);
  });
});

describe("forgetOldAttempts", () => {
  it("removes what no longer matters and keeps the rest", async () => {
    await failTimes(5, [email]);
    await failTimes(1, ["client:new"], start + 20 * 3600 * second);
    await forgetOldAttempts(start + 25 * 3600 * second);
    expect((await db().signInAttempt.findMany()).map((row) => row.subject)).toEqual(["client:new"]);
  });
});
