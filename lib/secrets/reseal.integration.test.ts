import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { secretKeyFrom } from "./key";
import { resealAll } from "./reseal";
import { openSecrets, sealSecrets } from "./seal";

let database: ConsoleDatabase;
beforeAll(async () => {
  database = await startConsoleDatabase();
});
beforeEach(() => database.reset());
afterAll(() => database.stop());

const former = secretKeyFrom("the-former-key-of-at-least-32-chars!");
const current = secretKeyFrom("the-current-key-of-at-least-32-chars");
const stranger = secretKeyFrom("a-key-that-nobody-has-any-longer-32!");

async function store(kind: "source" | "destination", secrets: Record<string, string>, key = former) {
  const id = randomUUID();
  const workspace =
    (await db().workspace.findFirst()) ?? (await db().workspace.create({ data: { name: "w" } }));
  const context = { workspaceId: workspace.id, entityId: id };
  const data = {
    id,
    workspaceId: workspace.id,
    name: "n",
    connector: "postgres",
    config: {},
    sealedSecrets: sealSecrets(context, secrets, { current: key, previous: undefined }),
  };
  await (kind === "source" ? db().source.create({ data }) : db().destination.create({ data }));
  return context;
}

describe("resealAll", () => {
  it("seals everything anew, so that the former key is needed no longer", async () => {
    const source = await store("source", { password: "a" });
    const destination = await store("destination", { password: "b" });
    expect(await resealAll({ current, previous: former })).toEqual({ resealed: 2, unreadable: [] });
    const only = { current, previous: undefined };
    const sourceRow = await db().source.findUniqueOrThrow({ where: { id: source.entityId } });
    const destinationRow = await db().destination.findUniqueOrThrow({ where: { id: destination.entityId } });
    expect(openSecrets(source, sourceRow.sealedSecrets, only)).toEqual({ password: "a" });
    expect(openSecrets(destination, destinationRow.sealedSecrets, only)).toEqual({ password: "b" });
  });

  it("seals the secrets of notification channels anew too", async () => {
    const { workspaceId } = await store("source", {});
    const context = { workspaceId, entityId: randomUUID() };
    const sealedSecrets = sealSecrets(context, { secret: "c" }, { current: former, previous: undefined });
    const channel = { id: context.entityId, workspaceId, name: "c", kind: "webhook" as const };
    await db().notificationChannel.create({ data: { ...channel, config: {}, events: [], sealedSecrets } });
    expect(await resealAll({ current, previous: former })).toEqual({ resealed: 1, unreadable: [] });
    const row = await db().notificationChannel.findUniqueOrThrow({ where: { id: context.entityId } });
    expect(openSecrets(context, row.sealedSecrets, { current, previous: undefined })).toEqual({
      secret: "c",
    });
  });

  it("has nothing to do a second time, nor where there are no secrets", async () => {
    await store("source", { password: "a" });
    await store("source", {});
    await resealAll({ current, previous: former });
    expect(await resealAll({ current, previous: former })).toEqual({ resealed: 0, unreadable: [] });
  });

  it("does not pass for a change of the configuration", async () => {
    const { entityId: id } = await store("source", { password: "a" });
    const before = await db().source.findUniqueOrThrow({ where: { id } });
    await resealAll({ current, previous: former });
    const after = await db().source.findUniqueOrThrow({ where: { id } });
    expect(after.updatedAt).toEqual(before.updatedAt);
  });

  it("names what neither key opens, leaves it as it was, and goes on with the rest", async () => {
    const lost = await store("source", { password: "lost" }, stranger);
    await store("destination", { password: "b" });
    const result = await resealAll({ current, previous: former });
    expect(result).toEqual({
      resealed: 1,
      unreadable: [
        {
          kind: "source",
          id: lost.entityId,
          message: expect.stringContaining(`sealed with key ${stranger.id}`),
        },
      ],
    });
    const row = await db().source.findUniqueOrThrow({ where: { id: lost.entityId } });
    const keys = { current: stranger, previous: undefined };
    expect(openSecrets(lost, row.sealedSecrets, keys)).toEqual({ password: "lost" });
  });
});
