import { expect, it } from "vitest";
import type { Field, Stream } from "@/connectors/sdk";
import { db } from "@/lib/db";
import { carryOut } from "@/tests/support/carry-out";
import { openRunLab, requested } from "@/tests/support/run-lab";
import { getRun } from "./queries";
import { requestSync } from "./request";

const lab = openRunLab();

const id: Field = { name: "id", type: { kind: "integer", bits: 64 }, nullable: false };
const text = (name: string): Field => ({ name, type: { kind: "string" }, nullable: true });

function offers(...fields: Field[]): void {
  const users: Stream = {
    name: "users",
    fields,
    primaryKey: [["id"]],
    cursorFields: [],
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: false, deletes: false },
  };
  lab.handlers.discover = () => Promise.resolve([users]);
}

const changesOf = async (runId: string) => (await getRun(lab.scope, runId)).schemaChanges;

async function synced() {
  const { id: runId } = await requested(lab);
  await carryOut(runId);
  return changesOf(runId);
}

async function refreshed() {
  const { id: runId } = await requestSync(lab.scope, {
    connectionId: lab.connectionId,
    trigger: "manual",
    kind: "refresh",
  });
  await carryOut(runId);
  return getRun(lab.scope, runId);
}

it("says of each run what was added, removed and retyped since the one before", async () => {
  offers(id, text("name"), text("age"));
  expect(await synced()).toEqual([]);
  const age: Field = { name: "age", type: { kind: "integer", bits: 32 }, nullable: true };
  offers(id, age, text("email"));
  expect(await synced()).toEqual([
    { change: "added", stream: "users", field: "email", after: "string", leftOut: false },
    { change: "removed", stream: "users", field: "name", before: "string" },
    {
      change: "retyped",
      stream: "users",
      field: "age",
      before: "string",
      after: "integer bits 32",
      leftOut: false,
    },
  ]);
  expect(await synced()).toEqual([]);
});

it("says which new fields the policies leave out", async () => {
  offers(id);
  await synced();
  const policies = { schemaChanges: "ignore" };
  await db().connection.update({ where: { id: lab.connectionId }, data: { policies } });
  offers(id, text("email"));
  expect(await synced()).toEqual([
    { change: "added", stream: "users", field: "email", after: "string", leftOut: true },
  ]);
});

it("keeps with a run that waits for approval what it waits for", async () => {
  offers(id);
  await synced();
  const policies = { schemaChanges: "pause" };
  await db().connection.update({ where: { id: lab.connectionId }, data: { policies } });
  offers(id, text("email"));
  const { id: runId } = await requested(lab);
  await carryOut(runId);
  expect(await getRun(lab.scope, runId)).toMatchObject({
    status: "failed",
    schemaChanges: [{ change: "added", stream: "users", field: "email" }],
  });
});

it.each([
  ["columns", { columns: "discard" }],
  ["schema changes", { schemaChanges: "ignore" }],
])(
  "leaves out of a refresh, too, what the policy on %s leaves out, run after run",
  async (_which, policies) => {
    offers(id);
    await synced();
    await db().connection.update({ where: { id: lab.connectionId }, data: { policies } });
    offers(id, text("email"));
    const change = { change: "added", stream: "users", field: "email", after: "string", leftOut: true };
    expect(await refreshed()).toMatchObject({ status: "succeeded", schemaChanges: [change] });
    expect(await synced()).toEqual([change]);
  },
);

it("takes new fields with the first refresh after the contract lets them in", async () => {
  offers(id);
  await synced();
  await db().connection.update({
    where: { id: lab.connectionId },
    data: { policies: { columns: "discard" } },
  });
  offers(id, text("email"));
  await refreshed();
  await db().connection.update({ where: { id: lab.connectionId }, data: { policies: {} } });
  expect(await refreshed()).toMatchObject({ schemaChanges: [{ field: "email", leftOut: false }] });
  expect(await synced()).toEqual([]);
});

it("fails a refresh before it reads where the contract is frozen, and says what to do", async () => {
  offers(id);
  await synced();
  await db().connection.update({
    where: { id: lab.connectionId },
    data: { policies: { columns: "freeze" } },
  });
  offers(id, text("email"));
  lab.handlers.moveSlice = () => Promise.reject(new Error("Nothing is to be read."));
  const before = await db().streamGeneration.findFirst({ where: { connectionId: lab.connectionId } });
  expect(await refreshed()).toMatchObject({
    status: "failed",
    failure: {
      message: expect.stringMatching(/email .*columns are frozen.*change the connection's contract/),
    },
  });
  expect(await db().streamGeneration.findFirst({ where: { connectionId: lab.connectionId } })).toEqual(
    before,
  );
});

it("tells a run that has looked from one that does not look", async () => {
  offers(id);
  const { id: runId } = await requested(lab);
  expect(await changesOf(runId)).toBeNull();
  await carryOut(runId);
  expect(await changesOf(runId)).toEqual([]);
  const { id: cleared } = await requestSync(lab.scope, {
    connectionId: lab.connectionId,
    trigger: "manual",
    kind: "verify",
  });
  expect(await changesOf(cleared)).toBeNull();
});
