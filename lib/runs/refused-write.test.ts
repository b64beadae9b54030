import { describe, expect, it } from "vitest";
import { AuthError, TransientError } from "@/connectors/sdk";
import { createWriteGate } from "@/lib/sync/write-gate/gate";
import { toRunFailure } from "./failure";
import { isRefusedWrite } from "./refused-write";

async function refusalOfGate(valid: boolean): Promise<unknown> {
  const gate = createWriteGate({
    ask: async (questions) => questions.map(() => ({ allow: false, valid, subject: "ada", reason: "No." })),
    predicate: "write",
    ttlMs: 1_000,
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    advice: "Let a policy allow it",
  });
  return gate.ask(["dataos://lake:retail/city"]).then(
    () => "let",
    (error: unknown) => error,
  );
}

describe("a run that was not let write", () => {
  it.each([true, false])(
    "is known by the field that the gate names, with a key that is valid: %s",
    async (valid) => {
      const failure = toRunFailure(await refusalOfGate(valid), "auth");
      expect(failure.message).toContain("may not write");
      expect(isRefusedWrite(failure)).toBe(true);
    },
  );

  it("is not every run without rights, nor one whose question found no answer", () => {
    const denied = new AuthError("The user sluice may not write to the schema public: permission denied.");
    expect(isRefusedWrite(toRunFailure(denied, "auth"))).toBe(false);
    const outage = new TransientError("Heimdall does not answer.", {
      field: ["write_authentication", "base_url"],
    });
    expect(isRefusedWrite(toRunFailure(outage, "transient"))).toBe(false);
  });
});
