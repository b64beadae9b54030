import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "@/connectors/sdk";
import { listAudit } from "@/lib/audit/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { ConflictError, StaleError } from "@/lib/errors";
import { createSource, checkSource } from "@/lib/sources/service";
import { startReceiver, type Receiver } from "@/tests/support/webhook-receiver";
import { noteExpiringKeys } from "./key-notices";
import { messageSchema } from "./message";
import { pruneDeliveries } from "./outbox";
import { listChannels } from "./queries";
import type { CreateChannelInput } from "./schema";
import { maxChannels } from "./view";
import { createChannel, deleteChannel, resendDelivery, testChannel, updateChannel } from "./service";
import { isSignedBy } from "./signature";

const secret = "planted-signing-secret-0815";
let world: TestConsole;
let receiver: Receiver;
beforeAll(async () => {
  world = await startTestConsole();
  receiver = await startReceiver();
});
beforeEach(async () => {
  await world.reset();
  receiver.received.length = 0;
  receiver.answers.length = 0;
});
afterAll(async () => {
  await receiver.stop();
  await world.stop();
});

const webhook = (changes: Partial<CreateChannelInput> = {}): CreateChannelInput => ({
  kind: "webhook",
  name: "Ops",
  config: { url: receiver.url, secret },
  events: ["run.failed"],
  ...changes,
});

const only = async () => {
  const [channel] = await listChannels(world.scope);
  if (!channel) throw new Error("There is no channel.");
  return channel;
};

describe("a channel", () => {
  it("is listed without its secrets, which are sealed", async () => {
    await createChannel(world.scope, webhook());
    expect(await only()).toMatchObject({
      name: "Ops",
      kind: "webhook",
      config: { url: receiver.url },
      secrets: ["secret"],
      events: ["run.failed"],
      enabled: true,
      revision: 1,
      deliveries: [],
    });
    expect(JSON.stringify(await listChannels(world.scope))).not.toContain(secret);
    expect(JSON.stringify(await db().notificationChannel.findMany())).not.toContain(secret);
  });

  it("shows nothing of a Slack address, which is a secret as a whole", async () => {
    const url = "https://hooks.slack.com/services/T0/B0/planted-path-of-slack";
    await createChannel(world.scope, webhook({ kind: "slack", config: { url } }));
    expect(await only()).toMatchObject({ config: {}, secrets: ["url"] });
  });

  it("has a secret made where a webhook is given none, shown once", async () => {
    const made = await createChannel(world.scope, webhook({ config: { url: receiver.url } }));
    expect(made.madeSecret).toMatch(/^whsec_[\w-]{43}$/);
    await testChannel(world.scope, { id: made.id });
    const [request] = receiver.received;
    const header = String(request?.headers["sluice-signature"]);
    expect(isSignedBy(made.madeSecret ?? "", { header, body: request?.body ?? "" })).toBe(true);
  });

  it("keeps its secret when the form leaves it, and takes another when it is replaced", async () => {
    const { id } = await createChannel(world.scope, webhook());
    const signedBy = async () => {
      receiver.received.length = 0;
      await testChannel(world.scope, { id });
      const [request] = receiver.received;
      const signed = {
        header: String(request?.headers["sluice-signature"]),
        body: request?.body ?? "",
      };
      return [secret, "another-secret-of-length"].find((key) => isSignedBy(key, signed));
    };
    await updateChannel(world.scope, id, { config: { url: `${receiver.url}/2` } });
    expect(await signedBy()).toBe(secret);
    expect(receiver.received[0]?.path).toBe("/hook/2");
    await updateChannel(world.scope, id, {
      config: { url: receiver.url, secret: "another-secret-of-length" },
    });
    expect(await signedBy()).toBe("another-secret-of-length");
    const { madeSecret } = await updateChannel(world.scope, id, {
      config: { url: receiver.url, secret: "" },
    });
    expect(madeSecret).toMatch(/^whsec_/);
    expect(await signedBy()).toBeUndefined();
  });

  it.each([
    ["an address that is none", { config: { url: "ftp://x", secret } }, ["config", "url"]],
    ["a password in the address", { config: { url: "https://u:p@h/", secret } }, ["config", "url"]],
    ["a short secret", { config: { url: "https://h/", secret: "short" } }, ["config", "secret"]],
    ["a mask for a secret", { config: { url: "https://h/", secret: "**********" } }, ["config", "secret"]],
    ["no event", { events: [] }, ["events"]],
    ["no name", { name: " " }, ["name"]],
    [
      "an e-mail without a password for its user",
      {
        kind: "email" as const,
        config: {
          ...{ host: "h", port: 25, security: "none", user: "u" },
          ...{ from: "a@b.example", to: ["a@b.example"] },
        },
      },
      ["config", "password"],
    ],
    [
      "an address that would add a header",
      {
        kind: "email" as const,
        config: {
          ...{ host: "h", port: 25, security: "none", user: "", from: "a@b.example" },
          to: ["a@b.example\r\nBcc: x@y.example"],
        },
      },
      ["config", "to", "0"],
    ],
  ])("is refused with %s, naming the field", async (_what, changes, path) => {
    const refused = createChannel(world.scope, webhook(changes));
    await expect(refused).rejects.toMatchObject({
      issues: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect(await listChannels(world.scope)).toEqual([]);
  });

  it("has a name of its own, and there are so many at most", async () => {
    await createChannel(world.scope, webhook());
    await expect(createChannel(world.scope, webhook())).rejects.toMatchObject({
      code: "invalid_input",
      issues: [{ path: ["name"], message: expect.stringContaining("Ops already") }],
    });
    const rest = Array.from({ length: maxChannels - 1 }, (_, index) => ({
      ...{ workspaceId: world.scope.workspaceId, name: `c${index}`, kind: "slack" as const },
      ...{ config: {}, events: [] },
    }));
    await db().notificationChannel.createMany({ data: rest });
    await expect(createChannel(world.scope, webhook({ name: "One more" }))).rejects.toBeInstanceOf(
      ConflictError,
    );
  });

  it("is not changed from an old look", async () => {
    const { id } = await createChannel(world.scope, webhook());
    await updateChannel(world.scope, id, { revision: 1, name: "Theirs" });
    const late = updateChannel(world.scope, id, { revision: 1, name: "Mine" });
    await expect(late).rejects.toBeInstanceOf(StaleError);
    expect(await only()).toMatchObject({ name: "Theirs", revision: 2 });
  });

  it("is not there for another workspace, whatever is asked of it", async () => {
    const { id } = await createChannel(world.scope, webhook());
    const { stranger } = world;
    expect(await listChannels(stranger)).toEqual([]);
    const input = { id, kind: "webhook" as const, config: { url: receiver.url } };
    for (const ask of [
      () => updateChannel(stranger, id, { name: "x" }),
      () => deleteChannel(stranger, id),
      () => testChannel(stranger, { id }),
      () => testChannel(stranger, input),
      () => deleteChannel(world.scope, "no-id"),
    ])
      await expect(ask()).rejects.toMatchObject({ code: "not_found" });
    expect(receiver.received).toEqual([]);
  });

  it("has every change on record, and no secret in it", async () => {
    const { id } = await createChannel(world.scope, webhook());
    await updateChannel(world.scope, id, { enabled: false, config: { url: receiver.url, secret } });
    await testChannel(world.scope, { id });
    await deleteChannel(world.scope, id);
    const entries = await listAudit(world.scope);
    expect(entries.map(({ action }) => action).reverse()).toEqual([
      "channel.created",
      "channel.updated",
      "channel.tested",
      "channel.deleted",
    ]);
    const whole = JSON.stringify(entries);
    expect(whole).not.toContain(secret);
    expect(whole).not.toContain(receiver.url);
  });
});

describe("the test of a channel", () => {
  it("says what came back, and stores nothing", async () => {
    receiver.answers.push({ status: 200, body: "got it" });
    const input = { kind: "webhook" as const, config: { url: receiver.url, secret } };
    expect(await testChannel(world.scope, input)).toEqual({
      delivered: true,
      words: "It answered 200 OK: got it.",
    });
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ version: 1, event: "test" });
    expect(await db().notificationDelivery.count()).toBe(0);
  });

  it("takes the stored secret for a form that leaves it", async () => {
    const { id } = await createChannel(world.scope, webhook());
    await testChannel(world.scope, { id, kind: "webhook", config: { url: receiver.url } });
    const [request] = receiver.received;
    const header = String(request?.headers["sluice-signature"]);
    expect(isSignedBy(secret, { header, body: request?.body ?? "" })).toBe(true);
  });
});

describe("a source that fails its check", () => {
  async function checked(outcome: "passes" | "fails", id: string) {
    world.pool.answers.checkSource = () =>
      outcome === "passes" ? Promise.resolve(null) : Promise.reject(new ConfigError("planted-check-words"));
    await checkSource(world.scope, id);
  }

  it("is told once after it had passed, and again when it has passed in between", async () => {
    await createChannel(world.scope, webhook({ events: ["check.failed"] }));
    const config = { host: "db.example", password: "planted-pass-4411" };
    const { id } = await createSource(world.scope, { name: "Shop", connector: "test-source", config });
    const count = () => db().notificationDelivery.count({ where: { event: "check.failed" } });
    await checked("fails", id);
    expect(await count()).toBe(0);
    await checked("passes", id);
    await checked("fails", id);
    await checked("fails", id);
    expect(await count()).toBe(1);
    await checked("passes", id);
    await checked("fails", id);
    expect(await count()).toBe(2);
    const [first] = (await only()).deliveries;
    expect(first?.title).toBe("The source Shop does not pass its check any more");
    const stored = JSON.stringify(await db().notificationDelivery.findMany());
    expect(stored).not.toContain("planted-check-words");
    expect(stored).toContain(`/sources/${id}`);
  });
});

describe("an API key that expires soon", () => {
  const dayMs = 86_400_000;
  const now = new Date("2026-11-30T00:00:00Z");
  const after = (days: number) => new Date(now.getTime() + days * dayMs);

  it("is told once: a week before, one of a short life later, one of a day never", async () => {
    await createChannel(world.scope, webhook({ events: ["api_key.expires"] }));
    const user = await db().user.create({
      data: { email: `${crypto.randomUUID()}@example.com`, name: "Ada", passwordHash: "" },
    });
    const keys = [
      { name: "due", createdAt: after(-90), expiresAt: after(6) },
      { name: "early", createdAt: after(-90), expiresAt: after(8) },
      { name: "short_due", createdAt: after(-9), expiresAt: after(1) },
      { name: "short_early", createdAt: after(-5), expiresAt: after(5) },
      { name: "of_a_day", createdAt: after(-0.9), expiresAt: after(0.05) },
      { name: "over", createdAt: after(-90), expiresAt: after(-1) },
      { name: "revoked", createdAt: after(-90), expiresAt: after(6), revokedAt: after(-1) },
    ];
    const owner = { userId: user.id, workspaceId: world.scope.workspaceId, ending: "wxyz" };
    await db().apiKey.createMany({
      data: keys.map((key) => ({ ...owner, ...key, keyHash: crypto.randomUUID() })),
    });
    await noteExpiringKeys(now);
    await noteExpiringKeys(now);
    const titles = (await only()).deliveries.map(({ title }) => title).toSorted();
    expect(titles).toEqual([
      "The API key due expires at 2026-12-06 00:00 UTC",
      "The API key short_due expires at 2026-12-01 00:00 UTC",
    ]);
  });
});

describe("the record of deliveries", () => {
  async function stored(status: "delivered" | "failed" | "pending", createdAt = new Date()) {
    const { id } = await createChannel(world.scope, webhook({ name: crypto.randomUUID() }));
    const message = messageSchema.parse({
      ...{
        version: 1,
        event: "run.failed",
        occasion: "o",
        at: createdAt.toISOString(),
        title: "T",
        text: "x",
      },
      ...{ workspace: { id: "w", name: "w" }, connection: null, run: null, trouble: null, path: "/" },
    });
    const data = { channelId: id, occasion: "o", event: "run.failed", message, status, createdAt };
    return db().notificationDelivery.create({ data: { ...data, attempts: 9, error: "It answered 500." } });
  }

  it("is kept for thirty days, and what waits for longer", async () => {
    const now = new Date();
    const old = new Date(now.getTime() - 31 * 86_400_000);
    const kept = [await stored("delivered"), await stored("pending", old)].map(({ id }) => id);
    await stored("failed", old);
    expect(await pruneDeliveries(now)).toEqual({ pruned: 1 });
    const left = await db().notificationDelivery.findMany({ where: { id: { in: kept } } });
    expect(left).toHaveLength(2);
  });

  it("lets what has failed be sent again, from its first attempt on", async () => {
    const { id } = await stored("failed");
    await resendDelivery(world.scope, id);
    const row = await db().notificationDelivery.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ status: "pending", attempts: 0, error: null, settledAt: null });
    expect(world.events).toMatchObject([{ name: "notification/stored", data: { deliveryId: id } }]);
    await expect(resendDelivery(world.scope, id)).rejects.toBeInstanceOf(ConflictError);
  });

  it("lets nothing be sent again by another workspace, nor by a channel that is off", async () => {
    const { id, channelId } = await stored("failed");
    await expect(resendDelivery(world.stranger, id)).rejects.toMatchObject({ code: "not_found" });
    await updateChannel(world.scope, channelId, { enabled: false });
    await expect(resendDelivery(world.scope, id)).rejects.toThrow(/switched off/);
    expect(world.events).toEqual([]);
  });
});
