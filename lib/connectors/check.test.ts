import { describe, expect, it } from "vitest";
import { AuthError, RateLimitedError, TransientError } from "@/connectors/sdk";
import { registerSecret } from "@/lib/secrets/redact";
import { checkTask, settleCheck } from "./check";

const failing = (error: unknown) => settleCheck(() => Promise.reject(error));

describe("settleCheck", () => {
  it("takes whatever the check resolves with for a pass", async () => {
    expect(await settleCheck(async () => null)).toEqual({ ok: true });
  });

  it("makes an answer of a connector's error, without secrets", async () => {
    registerSecret("planted-check-pass");
    expect(await failing(new AuthError("planted-check-pass is wrong", { field: ["password"] }))).toEqual({
      ok: false,
      kind: "auth",
      message: "*** is wrong",
      field: ["password"],
    });
    expect(await failing(new TransientError("away"))).toMatchObject({ kind: "transient", field: [] });
    expect(await failing(new RateLimitedError("busy", 1000))).toMatchObject({ kind: "rate_limited" });
  });

  it("knows the classes by their shape, where another copy of them was thrown", async () => {
    const copy = Object.assign(new Error("denied"), { name: "AuthError", kind: "auth", field: ["user"] });
    expect(await failing(copy)).toEqual({ ok: false, kind: "auth", message: "denied", field: ["user"] });
    const lost = Object.assign(new Error("the worker spun"), { name: "WorkerLostError" });
    expect(await failing(lost)).toMatchObject({ ok: false, kind: "lost" });
  });

  it("throws on what is neither", async () => {
    await expect(failing(new TypeError("bug"))).rejects.toBeInstanceOf(TypeError);
    await expect(failing(Object.assign(new Error("odd"), { kind: "odd" }))).rejects.toThrow("odd");
    await expect(failing("text")).rejects.toBe("text");
  });
});

it("tells what a check is at, without notes for debugging and whatever else a worker reports", () => {
  const told: string[] = [];
  const { onEvent, lane } = checkTask({ onLine: ({ level, message }) => told.push(`${level} ${message}`) });
  for (const level of ["debug", "info", "warn"] as const)
    onEvent?.({ type: "log", level, message: `at ${level}`, facts: {} });
  onEvent?.({ type: "committed", checkpoint: { position: null } as never });
  expect(told).toEqual(["info at info", "warn at warn"]);
  expect(lane).toBe("interactive");
});
