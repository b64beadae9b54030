import { describe, expect, it } from "vitest";
import { draw } from "@/components/testing/draw";
import { liveRun } from "@/components/testing/things";
import type { RunFailure } from "@/lib/runs/schema";
import type { LiveRun } from "./api";
import { RunFailureCard } from "./run-failure-card";

const orders = "public.orders";

function red(failure: RunFailure, change: Partial<LiveRun> = {}, streamChange = {}): LiveRun {
  return liveRun({ status: "failed", failure, ...change }, { phase: "failed", ...streamChange });
}

/** What can be pressed, in its order. */
function waysOn(run: LiveRun, role: "editor" | "viewer" = "editor", linksToRun = false): string[] {
  const { html } = draw(<RunFailureCard run={run} linksToRun={linksToRun} />, { role });
  return [...html.matchAll(/<(?:button|a)\b[^>]*>(.*?)<\/(?:button|a)>/gs)].map((match) =>
    (match[1] ?? "").replace(/<[^>]*>/g, "").trim(),
  );
}

describe("the card of a failed run", () => {
  it("is nothing where nothing failed", () => {
    expect(draw(<RunFailureCard run={liveRun()} />).html).toBe("");
  });

  it("leads to both ends where their configuration or rights are wrong", () => {
    const ways = ["Sync again", "Source settings", "Destination settings"];
    expect(waysOn(red({ kind: "config", message: "No such host." }))).toEqual(ways);
    expect(waysOn(red({ kind: "auth", message: "Wrong password." }))).toEqual(ways);
  });

  it("leads to the destination's key where the run was not let write", () => {
    const failure: RunFailure = {
      kind: "auth",
      message: "ada may not write.",
      field: ["write_authentication", "api_key"],
    };
    expect(waysOn(red(failure))).toEqual(["Destination settings", "Sync again"]);
    expect(draw(<RunFailureCard run={red(failure)} />).text).toContain("Give the destination a key");
  });

  it("offers to repair, verify and refresh what is not verified", () => {
    const failure = { kind: "unverified", message: "They differ.", stream: orders } as const;
    expect(waysOn(red(failure))).toEqual(["Repair…", "Verify…", "Refresh…", "Sync again"]);
  });

  it("offers only to sync again what was transient, and nothing while the connection is paused", () => {
    const failure = { kind: "transient", message: "It hung up." } as const;
    expect(waysOn(red(failure))).toEqual(["Sync again"]);
    expect(waysOn(red(failure, { isConnectionActive: false }))).toEqual([]);
  });

  it("leads to a schema change that waits for an approval, and no longer once it is settled", () => {
    const failure = { kind: "config", message: "A key is another.", awaits: "approval" } as const;
    expect(waysOn(red(failure, { isConnectionActive: false }))).toEqual(["Look at the change"]);
    expect(waysOn(red(failure))).toContain("Sync again");
  });

  it("leads to rows in the quarantine, and from elsewhere to the run", () => {
    const run = red({ kind: "transient", message: "It hung up." }, {}, { quarantined: "3" });
    expect(waysOn(run, "editor", true)).toEqual(["Sync again", "Open the quarantine", "Open run 7"]);
    expect(draw(<RunFailureCard run={run} />).text).toContain("In the quarantine 3 rows");
  });

  it("gives a viewer the reasons, and nothing to press that changes something", () => {
    const run = red({ kind: "unverified", message: "They differ.", stream: orders });
    expect(waysOn(run, "viewer", true)).toEqual(["Open run 7"]);
    expect(draw(<RunFailureCard run={run} />, { role: "viewer" }).text).toContain("They differ.");
  });

  it("has the other streams' errors and the id in the log", () => {
    const error = { kind: "transient", message: "The table is locked." } as const;
    const run = red(
      { kind: "internal", message: "Unknown.", stream: "public.users", errorId: "e-1" },
      {},
      { error },
    );
    const { text } = draw(<RunFailureCard run={run} />);
    expect(text).toContain("public.orders: The table is locked.");
    expect(text).toContain("e-1");
  });
});
