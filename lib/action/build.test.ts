import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { NotFoundError } from "@/lib/errors";
import { createLogger } from "@/lib/log";
import { registerSecret } from "@/lib/secrets/redact";
import type { Scope } from "@/lib/workspaces/scope";
import { buildActions } from "./build";
import type { ChangeTag } from "./changes";

const editor: Scope = { workspaceId: "w-1", actor: { kind: "user", id: "u-1", role: "editor" } };
const publicUrl = "https://sluice.example.com/airbyte";
const sameOrigin = { origin: "https://sluice.example.com" };

class FrameworkSignal extends Error {}

interface World {
  scope?: Scope | null | (() => Scope);
  headers?: Record<string, string>;
}

function openDoor({ scope = editor, headers = sameOrigin }: World = {}) {
  const lines: string[] = [];
  const renew = vi.fn();
  const builders = buildActions({
    scope: async () => (typeof scope === "function" ? scope() : scope),
    headers: async () => new Headers(headers),
    publicUrl: () => publicUrl,
    rethrow: (error) => {
      if (error instanceof FrameworkSignal) throw error;
    },
    renew,
    log: createLogger({ write: (line) => void lines.push(line) }),
  });
  return { ...builders, lines, renew };
}

const schema = z.object({
  name: z.string().trim().min(1, "Give it a name."),
  tags: z.array(z.string()).default([]),
});

describe("action", () => {
  it("runs for someone who is signed in, with their scope and the parsed input", async () => {
    const run = vi.fn(async (scope: Scope, input: z.output<typeof schema>) => ({ scope, input }));
    const save = openDoor().action({ name: "save", schema, role: "editor", changes: [], run });
    expect(await save({ name: " a " })).toEqual({
      ok: true,
      data: { scope: editor, input: { name: "a", tags: [] } },
    });
  });

  it.each([
    ["no session", { scope: null }, "unauthenticated"],
    [
      "another site",
      { headers: { origin: "https://evil.example", host: "sluice.example.com" } },
      "forbidden",
    ],
    ["no origin", { headers: { host: "sluice.example.com" } }, "forbidden"],
    ["an opaque origin", { headers: { origin: "null", host: "sluice.example.com" } }, "forbidden"],
    ["another port", { headers: { origin: "https://sluice.example.com:8443" } }, "forbidden"],
    ["a downgrade to http", { headers: { origin: "http://sluice.example.com" } }, "forbidden"],
  ])("does not run with %s", async (_what, world, code) => {
    const run = vi.fn(async () => "done");
    const save = openDoor(world).action({ name: "save", schema, role: "viewer", changes: [], run });
    expect(await save({ name: "a" })).toMatchObject({ ok: false, error: { code } });
    expect(run).not.toHaveBeenCalled();
  });

  it("runs where the origin is the host the request went to, whatever the public address", async () => {
    const { action } = openDoor({ headers: { origin: "http://192.168.1.5:3000", host: "192.168.1.5:3000" } });
    const save = action({ name: "save", schema, role: "viewer", changes: [], run: async () => "done" });
    expect(await save({ name: "a" })).toEqual({ ok: true, data: "done" });
  });

  it("runs once for a call that comes again, but for each person and each call", async () => {
    const run = vi.fn(async (scope: Scope) => scope.actor);
    const other: Scope = { ...editor, actor: { kind: "user", id: "u-2", role: "editor" } };
    let scope = editor;
    const { action } = openDoor({ scope: () => scope });
    const save = action({ name: "save", schema, role: "editor", changes: [], run });
    expect(await save({ name: "a" }, { key: "call-1" })).toEqual({ ok: true, data: editor.actor });
    expect(await save({ name: "a" }, { key: "call-1" })).toEqual({ ok: true, data: editor.actor });
    expect(run).toHaveBeenCalledOnce();
    scope = other;
    expect(await save({ name: "a" }, { key: "call-1" })).toEqual({ ok: true, data: other.actor });
    await save({ name: "a" }, { key: "call-2" });
    await save({ name: "a" });
    await save({ name: "a" });
    expect(run).toHaveBeenCalledTimes(5);
  });

  it("does not answer again for someone whose role has become too low", async () => {
    let scope = editor;
    const { action } = openDoor({ scope: () => scope });
    const save = action({ name: "save", schema, role: "editor", changes: [], run: async () => "done" });
    expect(await save({ name: "a" }, { key: "call-1" })).toEqual({ ok: true, data: "done" });
    scope = { ...editor, actor: { kind: "user", id: "u-1", role: "viewer" } };
    expect(await save({ name: "a" }, { key: "call-1" })).toMatchObject({
      ok: false,
      error: { code: "forbidden" },
    });
  });

  it("has the page drawn anew once it has changed something, and says what", async () => {
    const { action, renew } = openDoor();
    const order: string[] = [];
    renew.mockImplementation((tag: ChangeTag) => void order.push(tag));
    const run = async () => {
      order.push("run");
    };
    const save = action({ name: "save", schema, role: "editor", changes: ["connections", "runs"], run });
    expect(await save({ name: "a" })).toEqual({
      ok: true,
      data: undefined,
      changed: ["connections", "runs"],
    });
    expect(order).toEqual(["run", "connections", "runs"]);
  });

  it("may change one thing or another, as its input says", async () => {
    const { action, renew } = openDoor();
    const changes = ({ name }: { name: string }): ChangeTag[] => (name === "a" ? ["runs"] : []);
    const save = action({ name: "save", schema, role: "editor", changes, run: async () => "done" });
    expect(await save({ name: " a " })).toEqual({ ok: true, data: "done", changed: ["runs"] });
    expect(await save({ name: "b" })).toEqual({ ok: true, data: "done" });
    expect(renew).toHaveBeenCalledOnce();
  });

  it("has the page drawn anew for each answer, a kept one too", async () => {
    const { action, renew } = openDoor();
    const run = vi.fn(async () => "done");
    const save = action({ name: "save", schema, role: "editor", changes: ["runs"], run });
    await save({ name: "a" }, { key: "call-1" });
    expect(await save({ name: "a" }, { key: "call-1" })).toEqual({
      ok: true,
      data: "done",
      changed: ["runs"],
    });
    expect(run).toHaveBeenCalledOnce();
    expect(renew).toHaveBeenCalledTimes(2);
  });

  it("leaves the page as it is where the caller leaves it, and says what changed all the same", async () => {
    const { action, renew } = openDoor();
    const save = action({ name: "save", schema, role: "editor", changes: ["runs"], run: async () => "done" });
    const answer = await save({ name: "a" }, { withoutPage: true });
    expect(answer).toEqual({ ok: true, data: "done", changed: ["runs"] });
    expect(renew).not.toHaveBeenCalled();
  });

  it.each<[string, { changes: ChangeTag[]; run: () => Promise<string> }, { name: string }]>([
    ["asks only", { changes: [], run: async () => "done" }, { name: "a" }],
    ["fails", { changes: ["runs"], run: () => Promise.reject(new Error("gone")) }, { name: "a" }],
    ["is refused", { changes: ["runs"], run: async () => "done" }, { name: "" }],
  ])("leaves the page as it is where it %s", async (_what, { changes, run }, input) => {
    const { action, renew } = openDoor();
    const ask = action({ name: "ask", schema, role: "editor", changes, run });
    expect(await ask(input)).not.toHaveProperty("changed");
    expect(renew).not.toHaveBeenCalled();
  });

  it("refuses to be called in a way that there is not", async () => {
    const run = vi.fn(async () => "done");
    const save = openDoor().action({ name: "save", schema, role: "editor", changes: [], run });
    expect(await save({ name: "a" }, { key: "k".repeat(65) })).toMatchObject({ ok: false });
    expect(run).not.toHaveBeenCalled();
  });

  it("does not run for a role that is too low", async () => {
    const run = vi.fn(async () => "done");
    const save = openDoor().action({ name: "save", schema, role: "owner", changes: [], run });
    expect(await save({ name: "a" })).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(run).not.toHaveBeenCalled();
  });

  it("does not run with bad input, and names the fields", async () => {
    const run = vi.fn(async () => "done");
    const save = openDoor().action({ name: "save", schema, role: "editor", changes: [], run });
    expect(await save({ name: " " })).toMatchObject({
      ok: false,
      error: { code: "invalid_input", issues: [{ path: ["name"], message: "Give it a name." }] },
    });
    expect(run).not.toHaveBeenCalled();
  });

  it("tells an expected error in its own words and logs nothing", async () => {
    const { action, lines } = openDoor();
    const run = () => Promise.reject(new NotFoundError("source", "42"));
    const save = action({ name: "save", schema, role: "editor", changes: [], run });
    expect(await save({ name: "a" })).toEqual({
      ok: false,
      error: { code: "not_found", message: "There is no source 42 in this workspace.", issues: [] },
    });
    expect(lines).toEqual([]);
  });

  it("tells only an id of an unexpected error, and logs it whole under that id", async () => {
    registerSecret("action-planted-secret");
    const { action, lines } = openDoor();
    const error = new Error("at table users, action-planted-secret");
    const save = action({
      name: "saveSource",
      schema,
      role: "editor",
      changes: [],
      run: () => Promise.reject(error),
    });
    const result = await save({ name: "a" });
    if (result.ok) throw new Error("it should have failed");
    expect(result.error).toMatchObject({ code: "internal", errorId: expect.any(String) });
    expect(result.error.message).not.toContain("users");
    expect(lines.join()).toContain(result.error.errorId);
    expect(lines.join()).toContain("saveSource");
    expect(lines.join()).toContain("at table users, ***");
    expect(lines.join()).not.toContain("action-planted-secret");
  });

  it("lets the framework's own exceptions through", async () => {
    const run = () => Promise.reject(new FrameworkSignal());
    const save = openDoor().action({ name: "save", schema, role: "editor", changes: [], run });
    await expect(save({ name: "a" })).rejects.toBeInstanceOf(FrameworkSignal);
  });
});

describe("publicAction", () => {
  it("runs without a session, but not for another origin", async () => {
    const run = async (input: { name: string }) => input.name;
    const open = openDoor({ scope: null }).publicAction({ name: "setUp", schema, run });
    expect(await open({ name: "a" })).toEqual({ ok: true, data: "a" });
    const foreign = openDoor({ headers: { origin: "https://evil.example" } });
    const refused = foreign.publicAction({ name: "setUp", schema, run });
    expect(await refused({ name: "a" })).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });
});
