import { describe, expect, it } from "vitest";
import {
  AuthError,
  ConfigError,
  FencedError,
  RateLimitedError,
  RowRefusedError,
  RestartFeedError,
  TransientError,
} from "@/connectors/sdk";
import { judgeFailure, WorkerLostError } from "./retry";

describe("a failed slice", () => {
  it("is never tried again where a person must act", () => {
    expect(judgeFailure(new ConfigError("no such table"), 1)).toEqual({ retry: false, kind: "config" });
    expect(judgeFailure(new AuthError("wrong password"), 1)).toEqual({ retry: false, kind: "auth" });
  });

  it("waits as long as the other side asks", () => {
    expect(judgeFailure(new RateLimitedError("slow down", 12_345), 50)).toEqual({
      retry: true,
      afterMs: 12_345,
    });
  });

  it.each([
    new TransientError("gone"),
    new WorkerLostError("killed"),
    new FencedError("newer", 2),
    new RestartFeedError("moved"),
  ])("is tried again at once, then ever later, and at last given up: %s", (error) => {
    const waits = Array.from({ length: 12 }, (_, index) => judgeFailure(error, index + 1));
    expect(waits[0]).toEqual({ retry: true, afterMs: 0 });
    const times = waits.flatMap((verdict) => (verdict.retry ? [verdict.afterMs] : []));
    expect([...times].sort((left, right) => left - right)).toEqual(times);
    expect(waits.at(-1)).toEqual({ retry: false, kind: "transient" });
  });

  it("is tried a few times where it is a bug, then shown as one", () => {
    expect(judgeFailure(new TypeError("x"), 1).retry).toBe(true);
    expect(judgeFailure(new TypeError("x"), 3)).toEqual({ retry: false, kind: "internal" });
  });

  it("has refused rows looked for by a careful writer, however often other things failed before", () => {
    const error = new RowRefusedError("a constraint refuses a row");
    expect(judgeFailure(error, 7)).toEqual({ retry: true, afterMs: 0, careful: true });
    expect(judgeFailure(error, 1, true)).toEqual({ retry: false, kind: "config" });
  });
});
