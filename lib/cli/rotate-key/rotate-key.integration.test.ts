import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { takeConsoleLock } from "@/lib/bootstrap/console-lock";
import { db } from "@/lib/db";
import { setDatabaseUrl } from "@/lib/env";
import { setSecretKeys, secretKeys } from "@/lib/secrets/key";
import { ensureSecretKey, replaceSecretKey } from "@/lib/secrets/key-file";
import { openSecrets, sealSecrets } from "@/lib/secrets/seal";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { rotateKeyCommand } from "./command";

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
let database: ConsoleDatabase;
let dataDir: string;
let printed: string[];
const context = { root: process.cwd(), log, print: (line: string) => void printed.push(line) };
let place: { workspaceId: string; entityId: string };

beforeAll(async () => {
  database = await startConsoleDatabase();
});
beforeEach(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-rotate-"));
  process.env.SLUICE_DATA_DIR = dataDir;
  delete process.env.SLUICE_SECRET_KEY;
  delete process.env.SLUICE_SECRET_KEY_PREVIOUS;
  setDatabaseUrl(database.url);
  setSecretKeys(undefined);
  ensureSecretKey(dataDir);
  printed = [];
  await database.reset();
  const { id: workspaceId } = await db().workspace.create({ data: { name: "w" } });
  const { id } = await db().source.create({
    data: { workspaceId, name: "n", connector: "postgres", config: {} },
  });
  place = { workspaceId, entityId: id };
  await db().source.update({
    where: { id },
    data: { sealedSecrets: sealSecrets(place, { password: "kept" }, secretKeys()) },
  });
});
afterEach(() => {
  setSecretKeys(undefined);
  fs.rmSync(dataDir, { recursive: true });
});
afterAll(() => database.stop());

async function opened() {
  setSecretKeys(undefined);
  const { sealedSecrets } = await db().source.findUniqueOrThrow({ where: { id: place.entityId } });
  return openSecrets(place, sealedSecrets, { current: secretKeys().current, previous: undefined });
}

it("seals everything with a new key, and keeps the former one for older backups", async () => {
  const former = secretKeys().current.id;
  const before = fs.readFileSync(path.join(dataDir, "secret.key"), "utf8");
  await rotateKeyCommand.run([], context);
  expect(await opened()).toEqual({ password: "kept" });
  expect(secretKeys().current.id).not.toBe(former);
  expect(fs.statSync(path.join(dataDir, "secret.key")).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(dataDir).sort()).toEqual(["secret.key", `secret.key.former-${former}`]);
  expect(fs.readFileSync(path.join(dataDir, `secret.key.former-${former}`), "utf8")).toBe(before);
  expect(printed.join("\n")).toContain("secrets of 1 sources, destinations and connections");
  expect(printed.join("\n")).not.toContain(before.trim());
});

it("goes on after it was broken off: until then both keys open", async () => {
  replaceSecretKey(dataDir);
  process.env.SLUICE_SECRET_KEY_PREVIOUS = "a-key-of-an-earlier-rotation-of-the-variable";
  setDatabaseUrl(database.url);
  setSecretKeys(undefined);
  const { sealedSecrets } = await db().source.findUniqueOrThrow({ where: { id: place.entityId } });
  expect(openSecrets(place, sealedSecrets, secretKeys())).toEqual({ password: "kept" });
  const begun = secretKeys().current.id;
  await rotateKeyCommand.run([], context);
  expect(await opened()).toEqual({ password: "kept" });
  expect(secretKeys().current.id).toBe(begun);
});

it("refuses beside a console at work, where the environment has the key, and where there is none", async () => {
  const lock = await takeConsoleLock({ url: database.url, label: "it", log, onLost: silent });
  await expect(rotateKeyCommand.run([], context)).rejects.toThrow(/Another Sluice is at work/);
  await lock.release();
  fs.rmSync(path.join(dataDir, "secret.key"));
  await expect(rotateKeyCommand.run([], context)).rejects.toThrow(/no key in .* yet/);
  process.env.SLUICE_SECRET_KEY = "a-key-of-the-environment-that-is-long";
  setDatabaseUrl(database.url);
  await expect(rotateKeyCommand.run([], context)).rejects.toThrow(/SLUICE_SECRET_KEY_PREVIOUS/);
});
