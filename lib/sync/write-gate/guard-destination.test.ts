import { describe, expect, it } from "vitest";
import { AuthError, type Destination, type StreamPlan, type Writer } from "@/connectors/sdk";
import { checkpointOf, createTestContext, planFeed, planStream } from "@/connectors/sdk/testing";
import { guardDestination, type WritePaths } from "./guard-destination";
import { ScriptedGate } from "./testing/scripted-gate";

const plan = planStream({
  connectionId: "c",
  name: "orders",
  namespace: "public",
  write: "deduped",
  history: true,
});
const other = planStream({ connectionId: "c", name: "notes", namespace: "public" });
const feed = { ...planFeed(plan, 1), streams: [plan, other] };
const ctx = await createTestContext();
const batch = { encoding: "rows" as const, rows: [[1, "a", 1]], bytes: 10 };
const state = { connectionId: "c", feedId: "f", checkpoint: null };

const paths: WritePaths<string> = {
  of: ({ table, history }: StreamPlan) => [table.name, ...(history ? [history.name] : [])],
  own: (config) => `own-${config}`,
};

/** Everything a destination may have, each call noted among what is asked. */
function noting(gate: ScriptedGate): Destination<string> {
  const note = <T>(name: string, result: T) => {
    gate.events.push(name);
    return Promise.resolve(result);
  };
  const writer: Writer = {
    checkpoint: () => note("checkpoint", null),
    write: () => note("write", { written: 1, changed: 0, quarantined: [] }),
    delete: () => note("delete", undefined),
    quarantine: () => note("quarantine", undefined),
    release: () => note("release", undefined),
    commit: () => note("commit", undefined),
    close: () => note("close", undefined),
  };
  const parts: Required<Omit<Destination<string>, "spec" | "capabilities">> = {
    locations: () => ({ namespace: "public", rawNamespace: null }),
    isExactlyOnce: () => true,
    exclusive: () => "file",
    encodings: () => ["columns"],
    check: () => note("check", undefined),
    fitColumns: (_config, plans) => note("fitColumns", plans),
    open: () => note("open", writer),
    finish: () => note("finish", { rows: 1, superseded: 0 }),
    measure: () => note("measure", { rows: 1 }),
    count: () => note("count", 1),
    preview: () => note("preview", null),
    explain: () => note("explain", { statements: [], warnings: [] }),
    clear: () => note("clear", undefined),
    digest: { buckets: () => note("buckets", []), rows: () => note("rows", []) },
    states: { list: () => note("states.list", []), replace: () => note("states.replace", undefined) },
    generations: { list: () => note("generations.list", []), rollBack: () => note("rollBack", undefined) },
    quarantine: { list: () => note("quarantine.list", []), discard: () => note("discard", 1) },
  };
  return parts as Destination<string>;
}

type Call = (destination: Destination<string>) => Promise<unknown> | undefined;

const request = { columns: [], key: [], cursor: null, newestRunOnly: false };
const reading: [string, Call][] = [
  ["measure", (destination) => destination.measure("x", plan, ctx)],
  ["count", (destination) => destination.count?.("x", plan, ctx)],
  ["preview", (destination) => destination.preview?.("x", { plan, maxRows: 1, maxCharacters: 1 }, ctx)],
  ["explain", (destination) => destination.explain("x", plan, ctx)],
  ["fitColumns", (destination) => destination.fitColumns?.("x", [plan], ctx)],
  ["buckets", (destination) => destination.digest?.buckets("x", plan, request, ctx)],
  ["states.list", (destination) => destination.states?.list("x", "c", ctx)],
  ["generations.list", (destination) => destination.generations?.list("x", plan, ctx)],
  [
    "quarantine.list",
    (destination) => destination.quarantine?.list("x", { connectionId: "c", limit: 1 }, ctx),
  ],
];
const writing: [string, string, Call][] = [
  ["check", "ask own-x", (destination) => destination.check("x", ctx)],
  ["open", "renew orders orders_scd notes", (destination) => destination.open("x", feed, ctx)],
  ["finish", "ask orders orders_scd", (destination) => destination.finish("x", plan, ctx)],
  ["clear", "ask orders orders_scd", (destination) => destination.clear("x", plan, ctx)],
  ["states.replace", "ask own-x", (destination) => destination.states?.replace("x", state, ctx)],
  [
    "rollBack",
    "ask orders orders_scd",
    (destination) => destination.generations?.rollBack("x", plan, 1, ctx),
  ],
  ["discard", "ask own-x", (destination) => destination.quarantine?.discard("x", "c", ["1"], ctx)],
];
const ofWriter: [string, string, (writer: Writer) => Promise<unknown> | undefined][] = [
  ["write", "renew notes", (writer) => writer.write(1, batch)],
  ["delete", "renew orders orders_scd", (writer) => writer.delete(0, [[1]])],
  ["quarantine", "renew notes", (writer) => writer.quarantine?.(1, [])],
  ["release", "renew orders orders_scd notes", (writer) => writer.release?.(["1"])],
  ["commit", "ask orders orders_scd notes", (writer) => writer.commit(checkpointOf(feed, 1, 1))],
];

function refuseAll(gate: ScriptedGate): AuthError {
  const error = new AuthError("no");
  for (const path of ["orders", "orders_scd", "notes", "own-x"]) gate.refusals.set(path, error);
  return error;
}

describe("a guarded destination", () => {
  it.each(writing)("asks before %s, and hands on what that gives", async (name, asked, call) => {
    const gate = new ScriptedGate();
    await call(guardDestination(noting(gate), gate, paths));
    expect(gate.events).toEqual([asked, name]);
  });

  it.each(writing)("is not touched by %s where it is refused", async (_name, asked, call) => {
    const gate = new ScriptedGate();
    const error = refuseAll(gate);
    await expect(call(guardDestination(noting(gate), gate, paths))).rejects.toBe(error);
    expect(gate.events).toEqual([asked]);
  });

  it.each(reading)("lets %s pass, also where every write is refused", async (name, call) => {
    const gate = new ScriptedGate();
    refuseAll(gate);
    await call(guardDestination(noting(gate), gate, paths));
    expect(gate.events).toEqual([name]);
  });

  it("says what the destination says of itself", () => {
    const gate = new ScriptedGate();
    const guarded = guardDestination(noting(gate), gate, paths);
    expect(guarded.locations("x")).toEqual({ namespace: "public", rawNamespace: null });
    expect([guarded.isExactlyOnce?.("x"), guarded.exclusive?.("x"), guarded.encodings?.("x", plan)]).toEqual([
      true,
      "file",
      ["columns"],
    ]);
  });

  it("has no part that the destination has not", () => {
    const gate = new ScriptedGate();
    const { check, locations, open, finish, measure, explain, clear } = noting(gate);
    const bare = { check, locations, open, finish, measure, explain, clear } as Destination<string>;
    const guarded = guardDestination(bare, gate, paths);
    expect(Object.keys(guarded).sort()).toEqual([...Object.keys(bare), "authorize"].sort());
  });

  it("asks about all streams of a run at once", async () => {
    const gate = new ScriptedGate();
    await guardDestination(noting(gate), gate, paths).authorize([plan, other]);
    expect(gate.events).toEqual(["ask orders orders_scd notes"]);
  });
});

describe("a guarded writer", () => {
  async function opened() {
    const gate = new ScriptedGate();
    const writer = await guardDestination(noting(gate), gate, paths).open("x", feed, ctx);
    gate.events.length = 0;
    return { gate, writer };
  }

  it.each(ofWriter)("asks before %s", async (name, asked, call) => {
    const { gate, writer } = await opened();
    await call(writer);
    expect(gate.events).toEqual([asked, name]);
  });

  it.each(ofWriter)("passes nothing on by %s where it is refused", async (_name, asked, call) => {
    const { gate, writer } = await opened();
    const error = refuseAll(gate);
    await expect(call(writer)).rejects.toBe(error);
    expect(gate.events).toEqual([asked]);
  });

  it("asks before no batch while a decision holds, and before each checkpoint all the same", async () => {
    const { gate, writer } = await opened();
    gate.holds = true;
    for (let count = 0; count < 3; count++) await writer.write(0, batch);
    await writer.commit(checkpointOf(feed, 3, 3));
    expect(gate.events).toEqual(["write", "write", "write", "ask orders orders_scd notes", "commit"]);
  });

  it("tells where it stands and closes without asking", async () => {
    const { gate, writer } = await opened();
    refuseAll(gate);
    await writer.checkpoint();
    await writer.close();
    expect(gate.events).toEqual(["checkpoint", "close"]);
  });

  it("of a destination without a quarantine has none", async () => {
    const gate = new ScriptedGate();
    const destination = noting(gate);
    const bare: Destination<string> = {
      ...destination,
      async open(...args) {
        const { quarantine: _quarantine, release: _release, ...writer } = await destination.open(...args);
        return writer;
      },
    };
    const writer = await guardDestination(bare, gate, paths).open("x", feed, ctx);
    expect([writer.quarantine, writer.release]).toEqual([undefined, undefined]);
  });
});
