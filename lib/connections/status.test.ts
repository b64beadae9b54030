import { describe, expect, it } from "vitest";
import { deriveConnectionStatus } from "./status";

describe("deriveConnectionStatus", () => {
  it.each([
    ["active", null, "never_run"],
    ["active", "queued", "queued"],
    ["active", "running", "running"],
    ["active", "succeeded", "succeeded"],
    ["active", "failed", "failed"],
    ["active", "cancelled", "cancelled"],
    ["inactive", null, "paused"],
    ["inactive", "failed", "paused"],
    ["inactive", "running", "running"],
  ] as const)("%s with the last run %s is %s", (status, run, state) => {
    expect(deriveConnectionStatus({ status }, run && { status: run })).toBe(state);
  });
});
