import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { startReceiver, type Receiver } from "@/tests/support/webhook-receiver";
import { attemptDelivery } from "./deliver";
import { testChannel } from "./service";
import { waitingDelivery } from "./testing/outbox";

let world: TestConsole;
let receiver: Receiver;
beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(async () => {
  await world.reset();
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());
afterAll(() => world.stop());

const test = () => testChannel(world.scope, { kind: "slack", config: { url: receiver.url } });

describe("a Slack channel", () => {
  it("sends blocks and a text, unsigned, and says what came back", async () => {
    receiver.answers.push({ status: 200, body: "ok" });
    expect(await test()).toEqual({ delivered: true, words: "Slack answered 200 OK: ok." });
    const [request] = receiver.received;
    expect(JSON.parse(request?.body ?? "")).toMatchObject({
      text: expect.stringContaining("A test from Sluice"),
      blocks: [{ type: "section" }, { type: "section" }, { type: "context" }],
    });
    expect(request?.headers["sluice-signature"]).toBeUndefined();
  });

  it.each([
    [404, "no_service", /This webhook is gone: make another/],
    [403, "invalid_token", /copy it again from Slack/],
    [410, "channel_is_archived", /is archived/],
  ])("says what to do about %i %s", async (status, body, advice) => {
    receiver.answers.push({ status, body });
    const { delivered, words } = await test();
    expect(delivered).toBe(false);
    expect(words).toContain(body);
    expect(words).toMatch(advice);
  });

  it("keeps the address out of the record of what failed", async () => {
    receiver.answers.push({ status: 500, body: `no such path: ${receiver.url}` });
    const delivery = await waitingDelivery(world.scope, { kind: "slack", config: { url: receiver.url } });
    await attemptDelivery(delivery.id);
    const { error } = await db().notificationDelivery.findUniqueOrThrow({ where: { id: delivery.id } });
    expect(error).toContain("500 Internal Server Error: no such path: ***");
  });
});
