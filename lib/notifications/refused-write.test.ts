import { describe, expect, it } from "vitest";
import { switchRefusal } from "@/lib/governance/required-switch";
import { createWriteGate } from "@/lib/sync/write-gate/gate";
import { isRefusedWrite } from "./refused-write";

async function refusalOfGate(valid: boolean): Promise<string> {
  const gate = createWriteGate({
    ask: async (questions) => questions.map(() => ({ allow: false, valid, subject: "ada", reason: "No." })),
    predicate: "write",
    ttlMs: 1_000,
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    advice: "Let a policy allow it",
  });
  return gate.ask(["dataos://lake:retail/city"]).then(
    () => "let",
    (error: Error) => error.message,
  );
}

describe("a run that was not let write", () => {
  it.each([true, false])("is known by what the gate says, with a key that is valid: %s", async (valid) => {
    const message = await refusalOfGate(valid);
    expect(message).toContain("may not write");
    expect(isRefusedWrite({ kind: "auth", message })).toBe(true);
  });

  it("is known by what the workspace's switch says", () => {
    expect(isRefusedWrite({ kind: "config", message: switchRefusal })).toBe(true);
  });

  it("is not every run without rights", () => {
    const message = "The user sluice may not write to the schema public: permission denied.";
    expect(isRefusedWrite({ kind: "auth", message })).toBe(false);
  });
});
