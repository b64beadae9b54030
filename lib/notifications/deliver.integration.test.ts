import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { FakeClock } from "@/lib/inngest/embedded/testing/fake-clock";
import { openLab, until, type Lab } from "@/lib/inngest/embedded/testing/lab";
import { createNotify } from "@/lib/inngest/functions/notify";
import { bundleForTest } from "@/tests/support/build";
import { freePort } from "@/tests/support/free-port";
import { startReceiver, type Receiver } from "@/tests/support/webhook-receiver";
import { abandonDelivery, attemptDelivery, backoffMs } from "./deliver";
import type { StoredDelivery } from "./outbox";
import { updateChannel } from "./service";
import { isSignedBy } from "./signature";
import { tell, waitingDelivery } from "./testing/outbox";

const secret = "planted-signing-secret-0815";
let world: TestConsole;
let receiver: Receiver;
const children: ChildProcess[] = [];

beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(async () => {
  await world.reset();
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await receiver.stop();
});
afterAll(() => world.stop());

const waiting = (url = receiver.url) =>
  waitingDelivery(world.scope, { kind: "webhook", config: { url, secret } });

const rowOf = ({ id }: StoredDelivery) => db().notificationDelivery.findUniqueOrThrow({ where: { id } });

describe("an attempt to deliver", () => {
  it("sends the message, signed, with the names that a receiver tells deliveries apart by", async () => {
    const delivery = await waiting();
    expect(await attemptDelivery(delivery.id)).toEqual({ outcome: "delivered" });
    const [request] = receiver.received;
    expect(request?.headers).toMatchObject({
      "content-type": "application/json",
      "sluice-event": "run.failed",
      "sluice-delivery": delivery.id,
    });
    const body = request?.body ?? "";
    expect(isSignedBy(secret, { header: String(request?.headers["sluice-signature"]), body })).toBe(true);
    expect(JSON.parse(body)).toMatchObject({ url: expect.stringContaining(env().publicUrl) });
    expect(await rowOf(delivery)).toMatchObject({ status: "delivered", attempts: 1, error: null });
  });

  it("is repeated in vain once it is delivered", async () => {
    const delivery = await waiting();
    await attemptDelivery(delivery.id);
    expect(await attemptDelivery(delivery.id)).toEqual({ outcome: "ended" });
    expect(receiver.received).toHaveLength(1);
  });

  it("asks to be repeated later and later, and has failed after the last time, with the reason", async () => {
    const delivery = await waiting();
    const waits: number[] = [];
    for (;;) {
      receiver.answers.push({ status: 500, body: "out of memory" });
      const result = await attemptDelivery(delivery.id);
      if (result.outcome !== "retry") {
        expect(result).toEqual({ outcome: "failed" });
        break;
      }
      expect(await rowOf(delivery)).toMatchObject({ status: "pending", settledAt: null });
      waits.push(result.afterMs);
    }
    expect(waits).toEqual(backoffMs);
    expect(waits).toEqual(waits.toSorted((left, right) => left - right));
    expect(await rowOf(delivery)).toMatchObject({
      status: "failed",
      attempts: backoffMs.length + 1,
      error: "It answered 500 Internal Server Error: out of memory. Only 2xx counts as delivered.",
      settledAt: expect.any(Date),
    });
  });

  it("waits as long as the receiver asks for", async () => {
    const delivery = await waiting();
    receiver.answers.push({ status: 429, headers: { "retry-after": "120" } });
    expect(await attemptDelivery(delivery.id)).toEqual({ outcome: "retry", afterMs: 120_000 });
  });

  it("follows no redirect, and says where it would lead", async () => {
    const delivery = await waiting();
    receiver.answers.push({ status: 307, headers: { location: "https://elsewhere.example/" } });
    expect(await attemptDelivery(delivery.id)).toMatchObject({ outcome: "retry" });
    expect(receiver.received).toHaveLength(1);
    expect((await rowOf(delivery)).error).toMatch(/redirects to https:\/\/elsewhere\.example/);
  });

  it("says that nobody listens where nobody does", async () => {
    const port = await freePort();
    const delivery = await waiting(`http://127.0.0.1:${port}/`);
    await attemptDelivery(delivery.id);
    expect((await rowOf(delivery)).error).toContain(`127.0.0.1:${port} cannot be reached: `);
  });

  it("waits ten seconds for an answer, and says that none came", async () => {
    const delivery = await waiting();
    const release = receiver.hang();
    expect(await attemptDelivery(delivery.id)).toMatchObject({ outcome: "retry" });
    release();
    expect((await rowOf(delivery)).error).toMatch(/^127\.0\.0\.1:\d+ did not answer within 10 s\.$/);
  });

  it("goes to no address of a cloud's metadata service", async () => {
    const delivery = await waiting("http://169.254.169.254/latest");
    await attemptDelivery(delivery.id);
    expect((await rowOf(delivery)).error).toMatch(/169\.254\.169\.254, an address of this machine's cloud/);
  });

  it("goes to no private address where the installation allows none", async () => {
    const before = env().SLUICE_ALLOW_PRIVATE_NETWORK;
    const delivery = await waiting();
    Object.assign(env(), { SLUICE_ALLOW_PRIVATE_NETWORK: false });
    try {
      await attemptDelivery(delivery.id);
    } finally {
      Object.assign(env(), { SLUICE_ALLOW_PRIVATE_NETWORK: before });
    }
    expect(receiver.received).toEqual([]);
    expect((await rowOf(delivery)).error).toMatch(/private address 127\.0\.0\.1/);
  });

  it("is given up where the channel was switched off, and sends with what it has now", async () => {
    const off = await waiting();
    await updateChannel(world.scope, off.channelId, { enabled: false });
    expect(await attemptDelivery(off.id)).toEqual({ outcome: "failed" });
    expect(receiver.received).toEqual([]);

    const moved = await waiting();
    await updateChannel(world.scope, moved.channelId, { config: { url: `${receiver.url}/moved` } });
    await attemptDelivery(moved.id);
    expect(receiver.received.map(({ path }) => path)).toEqual(["/hook/moved"]);
  });

  it("is given up with an id for the log where the console itself is at fault", async () => {
    const delivery = await waiting();
    await abandonDelivery(delivery.id, new Error("a bug"));
    expect(await rowOf(delivery)).toMatchObject({
      status: "failed",
      error: expect.stringMatching(/^Unexpected \([0-9a-f-]{36}\): a bug$/),
    });
  });

  it("tells an occasion to a channel once, however often it is reported at once", async () => {
    const { channelId } = await waiting();
    await Promise.all(Array.from({ length: 5 }, () => tell(world.scope, "the same")));
    expect(await db().notificationDelivery.count({ where: { channelId, occasion: "the same" } })).toBe(1);
  });
});

describe("several processes", () => {
  let entry: string;
  beforeAll(async () => {
    entry = await bundleForTest("lib/notifications/testing/deliver-child.ts");
  });

  /** A process of its own at the same database. */
  function attemptElsewhere({ id }: StoredDelivery): { child: ChildProcess; outcome: Promise<string> } {
    const child = spawn(process.execPath, [entry, id], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        DATABASE_URL: env().DATABASE_URL,
        SLUICE_SECRET_KEY: "a key that only this test has, 32 long",
      },
    });
    children.push(child);
    let said = "";
    child.stdout.on("data", (part: Buffer) => (said += part.toString()));
    return { child, outcome: once(child, "exit").then(() => said) };
  }

  it("that are at one delivery at once send it once", async () => {
    const delivery = await waiting();
    const release = receiver.hang();
    const first = attemptElsewhere(delivery);
    await receiver.until(1);
    // This process is the other one: one that had to start first could outlast the time for an answer.
    expect(await attemptDelivery(delivery.id)).toEqual({ outcome: "ended" });
    release();
    expect(await first.outcome).toBe("delivered");
    expect(receiver.received).toHaveLength(1);
    expect(await rowOf(delivery)).toMatchObject({ status: "delivered", attempts: 1 });
  });

  it("lose nothing with the one that is killed while it sends: the next sends under the same id", async () => {
    const delivery = await waiting();
    const release = receiver.hang();
    const { child, outcome } = attemptElsewhere(delivery);
    await receiver.until(1);
    child.kill("SIGKILL");
    expect(await outcome).toBe("");
    release();
    await until(async () => (await attemptDelivery(delivery.id)).outcome === "delivered");
    const ids = receiver.received.map(({ headers }) => headers["sluice-delivery"]);
    expect(ids).toEqual([delivery.id, delivery.id]);
    expect(await rowOf(delivery)).toMatchObject({ status: "delivered", attempts: 1 });
  });
});

describe("the durable function", () => {
  let lab: Lab;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = new FakeClock();
    lab = await openLab({
      databaseUrl: String(env().DATABASE_URL),
      functions: (client) => [createNotify(client)],
      clock,
    });
    await lab.executor.start();
  });
  afterEach(async () => {
    receiver.hang()();
    await lab.close(1_000);
  });

  const hand = (delivery: StoredDelivery) =>
    lab.client.send({
      name: "notification/stored",
      data: { workspaceId: delivery.workspaceId, channelId: delivery.channelId, deliveryId: delivery.id },
    });

  it("tries again until the receiver takes it: 500, 500, 200", async () => {
    const delivery = await waiting();
    receiver.answers.push({ status: 500 }, { status: 500 });
    await hand(delivery);
    for (let attempt = 1; attempt <= 2; attempt++) {
      await receiver.until(attempt);
      await until(async () => (await rowOf(delivery)).attempts === attempt && clock.isAwaited);
      await until(async () => (await lab.executor.counts()).sleeping === 1);
      clock.advanceTo(clock.now() + (backoffMs[attempt - 1] ?? 0));
    }
    await until(async () => (await rowOf(delivery)).status === "delivered");
    expect(receiver.received).toHaveLength(3);
    expect(await rowOf(delivery)).toMatchObject({ attempts: 3, error: null });
  });

  it("is at a delivery once, however often its event is sent", async () => {
    const delivery = await waiting();
    receiver.answers.push({ status: 500 });
    await Promise.all([hand(delivery), hand(delivery), hand(delivery)]);
    await until(async () => (await rowOf(delivery)).attempts === 1);
    await until(async () => (await lab.executor.counts()).sleeping === 1);
    await hand(delivery);
    clock.advanceTo(clock.now() + (backoffMs[0] ?? 0));
    await until(async () => (await rowOf(delivery)).status === "delivered");
    expect(receiver.received).toHaveLength(2);
  });

  it("does not let a receiver that never answers keep others waiting", async () => {
    const dead = await startReceiver();
    const release = dead.hang();
    try {
      const first = await waiting(dead.url);
      const more = await tell(world.scope, "another");
      const third = await tell(world.scope, "one more");
      for (const delivery of [first, ...more, ...third]) await hand(delivery);
      await dead.until(1);
      const live = await waiting();
      await hand(live);
      await until(async () => (await rowOf(live)).status === "delivered");
      expect(dead.received).toHaveLength(1);
    } finally {
      release();
      await dead.stop();
    }
  });
});
