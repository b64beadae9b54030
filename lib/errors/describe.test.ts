import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AuthError, ConfigError, FencedError, RateLimitedError, TransientError } from "@/connectors/sdk";
import { Prisma } from "@/lib/db/generated/client";
import { createLogger } from "@/lib/log";
import { registerSecret } from "@/lib/secrets/redact";
import { WorkerLostError } from "@/lib/sync/retry";
import { describeError, reportError } from "./describe";
import { AppError, ConflictError, InvalidInputError, NotFoundError } from "./index";

const prismaError = (code: string, message = "Invalid `prisma.user.create()` in secret.ts") =>
  new Prisma.PrismaClientKnownRequestError(message, { code, clientVersion: "7" });

describe("describeError", () => {
  it.each([
    ["a missing thing", new NotFoundError("source", "42"), "not_found", 404],
    ["a conflict", new ConflictError("A sync is already running."), "conflict", 409],
    ["bad input", new InvalidInputError("No."), "invalid_input", 422],
    ["a malformed request", new AppError("bad_request", "No JSON."), "bad_request", 400],
    ["a configuration a connector refuses", new ConfigError("No table."), "check_failed", 422],
    ["refused credentials", new AuthError("No."), "check_failed", 422],
    ["a vendor's rate limit", new RateLimitedError("Later.", 5000), "unavailable", 503],
    ["a broken connection", new TransientError("Gone."), "unavailable", 503],
    ["a newer writer", new FencedError("Newer.", 3), "conflict", 409],
    ["a missing record", prismaError("P2025"), "not_found", 404],
    ["an id of another form", prismaError("P2007", 'syntax for type uuid: "42"'), "not_found", 404],
    ["another bad value", prismaError("P2007", 'syntax for type integer: "x"'), "internal", 500],
    ["a duplicate record", prismaError("P2002"), "conflict", 409],
    ["a record in use", prismaError("P2003"), "conflict", 409],
    ["a silent database", prismaError("P1001"), "unavailable", 503],
    ["a lost worker", new WorkerLostError("The worker ran out of memory."), "unavailable", 503],
    ["anything else", new TypeError("x is not a function"), "internal", 500],
    ["what is not even an error", "a string", "internal", 500],
  ])("gives %s its code and status", (_what, error, code, status) => {
    expect(describeError(error)).toMatchObject({ code, status });
  });

  it("keeps an expected error's message and issues as they are", () => {
    const issues = [{ path: ["host"], message: "is missing" }];
    expect(describeError(new InvalidInputError("Fill in the host.", issues))).toMatchObject({
      message: "Fill in the host.",
      issues,
    });
  });

  it("says when to try again", () => {
    expect(describeError(new RateLimitedError("Later.", 5000)).retryAfterMs).toBe(5000);
    expect(describeError(new AppError("rate_limited", "Later.", { retryAfterMs: 70 })).retryAfterMs).toBe(70);
  });

  it("points at the configuration field that a connector names", () => {
    const described = describeError(new ConfigError("No such host.", { field: ["tunnel", "host"] }));
    expect(described.issues).toEqual([{ path: ["tunnel", "host"], message: "No such host." }]);
  });

  it("lists every field that a schema refuses", () => {
    const parsed = z.object({ name: z.string(), tags: z.array(z.number()) }).safeParse({ tags: ["x"] });
    const described = describeError(parsed.error);
    expect(described.code).toBe("invalid_input");
    expect(described.issues.map((issue) => issue.path)).toEqual([["name"], ["tags", 0]]);
    expect(described.message).toContain("tags.0:");
  });

  it("knows an error whose class was loaded a second time", () => {
    class Twin extends Error {
      readonly code = "not_found";
      readonly issues = [];
    }
    class ConfigTwin extends Error {
      readonly kind = "config";
    }
    expect(describeError(new Twin("There is no such source."))).toMatchObject({ code: "not_found" });
    expect(describeError(new ConfigTwin("No such table."))).toMatchObject({ code: "check_failed" });
  });

  it("does not take a system error's code for one of ours", () => {
    const error = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", issues: [] });
    expect(describeError(error).code).toBe("internal");
  });

  it("tells nothing of the inside of what was not expected, but an id", () => {
    const described = describeError(new Error("password=hunter2 at /srv/app.ts:3"));
    expect(described.message).not.toContain("hunter2");
    expect(described.message).toContain(String(described.errorId));
  });

  it("masks registered secrets in messages and issues", () => {
    registerSecret("pl4nted-secret");
    const described = describeError(new ConfigError("pl4nted-secret is wrong", { field: ["password"] }));
    expect(JSON.stringify(described)).not.toContain("pl4nted-secret");
  });
});

describe("reportError", () => {
  function capture() {
    const lines: string[] = [];
    return { lines, logger: createLogger({ write: (line) => void lines.push(line) }) };
  }

  it("logs the whole of an unexpected error, its causes too, beside the id", () => {
    const { lines, logger } = capture();
    const error = new Error("outer", { cause: new Error("inner") });
    const described = reportError(error, { action: "saveSource" }, logger);
    expect(lines.join()).toContain(described.errorId);
    expect(lines.join()).toContain("saveSource");
    expect(lines.join()).toContain("inner");
  });

  it("does not log what was expected", () => {
    const { lines, logger } = capture();
    reportError(new NotFoundError("source", "42"), {}, logger);
    expect(lines).toEqual([]);
  });
});
