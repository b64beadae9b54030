import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { createApplication, deleteApplication, getApplication, listApplications } from "./service";
import { findApiClient, verifyClient } from "./verify-client";

let database: ConsoleDatabase;
let ours: Scope;
let theirs: Scope;
beforeAll(async () => {
  database = await startConsoleDatabase();
});
beforeEach(async () => {
  await database.reset();
  [ours, theirs] = await Promise.all([makeScope("ours"), makeScope("theirs")]);
});
afterAll(() => database.stop());

async function makeScope(name: string): Promise<Scope> {
  const { id } = await db().workspace.create({ data: { name } });
  return { workspaceId: id, actor: { kind: "system", part: "test" } };
}

const notFound = expect.objectContaining({ code: "not_found" });
const unauthenticated = expect.objectContaining({ code: "unauthenticated" });

describe("API applications", () => {
  it("show their secret when they are made, and never again", async () => {
    const { clientSecret, ...application } = await createApplication(ours, { name: " CI " });
    expect(Buffer.from(clientSecret, "base64url")).toHaveLength(32);
    expect(await listApplications(ours)).toEqual([application]);
    expect(await getApplication(ours, application.id)).toEqual(application);
    expect(JSON.stringify(await db().application.findMany())).not.toContain(clientSecret);
  });

  it("do not exist for another workspace", async () => {
    const { id } = await createApplication(ours, { name: "CI" });
    expect(await listApplications(theirs)).toEqual([]);
    await expect(getApplication(theirs, id)).rejects.toEqual(notFound);
    await expect(deleteApplication(theirs, id)).rejects.toEqual(notFound);
    expect(await listApplications(ours)).toHaveLength(1);
  });

  it("need a name", async () => {
    await expect(createApplication(ours, { name: "  " })).rejects.toThrow(/Give the application a name/);
  });
});

describe("verifyClient", () => {
  it("knows the application by id and secret, and notes that it was used", async () => {
    const { id, clientId, clientSecret } = await createApplication(ours, { name: "CI" });
    expect(await verifyClient({ clientId, clientSecret }, undefined)).toEqual({
      applicationId: id,
      workspaceId: ours.workspaceId,
    });
    expect((await getApplication(ours, id)).lastUsedAt).toBeInstanceOf(Date);
  });

  it("refuses a wrong secret as an unknown id", async () => {
    const { clientId, clientSecret } = await createApplication(ours, { name: "CI" });
    const messages = await Promise.all(
      [
        { clientId, clientSecret: "wrong" },
        { clientId: "unknown", clientSecret },
        { clientId: "x".repeat(10_000), clientSecret },
      ].map((credentials) => verifyClient(credentials, undefined).catch((error: Error) => error.message)),
    );
    expect(new Set(messages).size).toBe(1);
  });

  it("ends at once when the application is deleted, however lately it was used", async () => {
    const { id, clientId, clientSecret } = await createApplication(ours, { name: "CI" });
    await verifyClient({ clientId, clientSecret }, undefined);
    await deleteApplication(ours, id);
    await expect(verifyClient({ clientId, clientSecret }, undefined)).rejects.toEqual(unauthenticated);
    expect(await findApiClient(id)).toBeNull();
  });

  it("locks out who guesses, but not the client that knows its secret", async () => {
    const known = await createApplication(ours, { name: "known" });
    await verifyClient(known, undefined);
    const guesses = { clientId: known.clientId, clientSecret: "guess" };
    const subject = `client:${known.clientId}`;
    await db().signInAttempt.create({ data: { subject, failures: 4, firstFailure: new Date() } });
    await expect(verifyClient(guesses, undefined)).rejects.toEqual(unauthenticated);
    await expect(verifyClient(guesses, undefined)).rejects.toMatchObject({ code: "rate_limited" });
    expect(await verifyClient(known, undefined)).toMatchObject({ applicationId: known.id });
  });
});
