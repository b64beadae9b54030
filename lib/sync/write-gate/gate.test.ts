import { describe, expect, it } from "vitest";
import { AuthError, TransientError, type Clock } from "@/connectors/sdk";
import { createWriteGate } from "./gate";
import { allowed, decideBy, refused } from "./testing/scripted-gate";
import type { AskDecisions, WriteAnswer } from "./types";

const orders = "dataos://warehouse:public/orders";
const notes = "dataos://warehouse:public/notes";

/** A clock that stands until it is moved. */
function standingClock(): Clock & { now(): number; move(ms: number): void } {
  let now = 1_000;
  return { now: () => now, move: (ms) => (now += ms), sleep: () => Promise.resolve() };
}

function gateOf(ask: AskDecisions, clock: Clock = standingClock()) {
  return createWriteGate({ ask, predicate: "write", ttlMs: 60_000, clock, advice: "Let a policy allow it" });
}

describe("a decision", () => {
  it("is asked for once, however often it is renewed while it holds, and then again", async () => {
    const clock = standingClock();
    const ask = decideBy(() => allowed);
    const gate = gateOf(ask, clock);
    await gate.renew([orders]);
    for (let batch = 0; batch < 100; batch++) expect(gate.renew([orders])).toBeUndefined();
    clock.move(59_999);
    expect(gate.renew([orders])).toBeUndefined();
    expect(ask.asked).toHaveLength(1);
    clock.move(1);
    await gate.renew([orders]);
    expect(ask.asked).toEqual([
      [{ predicate: "write", path: orders }],
      [{ predicate: "write", path: orders }],
    ]);
  });

  it("holds from when it was asked for, not from when the answer came", async () => {
    const clock = standingClock();
    const ask = decideBy(() => allowed);
    const gate = gateOf((questions) => (clock.move(50_000), ask(questions)), clock);
    await gate.renew([orders]);
    clock.move(10_000);
    expect(gate.renew([orders])).toBeInstanceOf(Promise);
  });

  it("about several paths is asked for in one batch, each path once, and only about those that do not hold", async () => {
    const ask = decideBy(() => allowed);
    const gate = gateOf(ask);
    await gate.renew([orders]);
    await gate.renew([orders, notes, notes]);
    expect(ask.asked.map((questions) => questions.map(({ path }) => path))).toEqual([[orders], [notes]]);
  });

  it("is asked for anew by ask, whatever holds", async () => {
    const ask = decideBy(() => allowed);
    const gate = gateOf(ask);
    await gate.ask([orders, notes]);
    await gate.ask([orders, notes]);
    expect(ask.asked).toHaveLength(2);
    expect(gate.renew([notes])).toBeUndefined();
  });

  it("does not outlive a clock that is set back", async () => {
    const clock = standingClock();
    const gate = gateOf(
      decideBy(() => allowed),
      clock,
    );
    await gate.renew([orders]);
    clock.move(40_000);
    gate.renew([orders]);
    clock.move(-3_600_000);
    gate.renew([orders]);
    clock.move(20_000);
    expect(gate.renew([orders])).toBeInstanceOf(Promise);
  });

  it("about nothing is asked of nobody", async () => {
    const ask = decideBy(() => allowed);
    await gateOf(ask).ask([]);
    expect(ask.asked).toEqual([]);
  });
});

describe("a refusal", () => {
  it("is an AuthError that names subject, predicate, path, reason, and what to do", async () => {
    const gate = gateOf(decideBy(() => refused("No policy allows it.")));
    const asking = gate.ask([orders]);
    await expect(asking).rejects.toBeInstanceOf(AuthError);
    await expect(asking).rejects.toThrow(
      `alice may not write ${orders}: No policy allows it. Nothing is written without leave; what was committed before stays. Let a policy allow it, or give the destination another API key.`,
    );
    await expect(asking).rejects.toMatchObject({ field: ["write_authentication", "api_key"] });
  });

  it("of one path refuses the whole batch, names what is refused alone, and nothing of it holds", async () => {
    const ask = decideBy((path) => (path === notes ? refused() : allowed));
    const gate = gateOf(ask);
    const asking = Promise.resolve(gate.renew([orders, notes]));
    await expect(asking).rejects.toThrow(`alice may not write ${notes}. Nothing`);
    expect(gate.renew([orders])).toBeInstanceOf(Promise);
  });

  it("takes back a decision that held", async () => {
    let answer = allowed;
    const gate = gateOf(decideBy(() => answer));
    await gate.renew([orders]);
    answer = refused("The key was revoked.");
    await expect(gate.ask([orders])).rejects.toBeInstanceOf(AuthError);
    await expect(gate.renew([orders])).rejects.toThrow("The key was revoked.");
  });

  it("of many paths names five, and how many more there are", async () => {
    const paths = Array.from({ length: 8 }, (_, index) => `dataos://d:n/t${index}`);
    await expect(gateOf(decideBy(() => refused())).ask(paths)).rejects.toThrow(
      /t3, dataos:\/\/d:n\/t4 and 3 more/,
    );
  });

  it.each<[string, WriteAnswer]>([
    ["is not valid", { allow: false, valid: false, subject: null, reason: "It has expired." }],
    [
      "is said to be allowed and not valid at once",
      { allow: true, valid: false, subject: null, reason: null },
    ],
  ])("of a key that %s says so", async (_, answer) => {
    const asking = gateOf(decideBy(() => answer)).ask([orders]);
    await expect(asking).rejects.toBeInstanceOf(AuthError);
    await expect(asking).rejects.toThrow(
      `The holder of an API key that is not valid may not write ${orders}`,
    );
    await expect(asking).rejects.toThrow(/stays\. Give the destination another API key\.$/);
  });
});

describe("no decision", () => {
  it.each<[string, AskDecisions]>([
    ["nobody answers", () => Promise.reject(new TransientError("away"))],
    ["an answer is missing", () => Promise.resolve([])],
    ["there are more answers than questions", () => Promise.resolve([allowed, allowed])],
  ])("leaves the gate shut, to be asked again: %s", async (_, ask) => {
    const gate = gateOf(ask);
    await expect(gate.renew([orders])).rejects.toBeInstanceOf(TransientError);
    await expect(gate.ask([orders])).rejects.toBeInstanceOf(TransientError);
    await expect(gate.renew([orders])).rejects.toBeInstanceOf(TransientError);
  });

  it("takes back one that held", async () => {
    let isUp = true;
    const gate = gateOf(async (questions) => {
      if (!isUp) throw new TransientError("away");
      return questions.map(() => allowed);
    });
    await gate.renew([orders]);
    isUp = false;
    await expect(gate.ask([orders])).rejects.toThrow("away");
    await expect(gate.renew([orders])).rejects.toThrow("away");
    isUp = true;
    await gate.renew([orders]);
    expect(gate.renew([orders])).toBeUndefined();
  });
});
