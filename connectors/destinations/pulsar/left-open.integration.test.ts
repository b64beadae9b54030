import { expect, it } from "vitest";
import type { FeedPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { rowsBatch } from "@/connectors/sdk/testing/destination-harness";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { openPulsar, type Pulsar } from "./connection";
import { PositionTopic } from "./position-topic";
import { useWriting } from "./testing/writing";

/** Longer than any test may take: whoever waited for it would fail. */
const timeoutMs = 10 * 60 * 1000;

interface Left {
  /** Whether the writer came as far as its position. */
  hasPosition: boolean;
  isCommitted?: boolean;
}

describeWithPulsar("a writer that came to its end in mid-transaction", () => {
  const writing = useWriting();

  it.each<Left>([{ hasPosition: false }, { hasPosition: true }])(
    "does not keep the next one waiting, nor those who read (position sent: $hasPosition)",
    { timeout: timeoutMs / 2 },
    async (left) => {
      const plan = writing.plan();
      await writing.load(plan, [[1, "first", 1]]);
      await leaveOpen(writing.feedOf(plan), left);
      const feed = writing.feedOf(plan);
      const next = await writing.open(feed);
      expect((await next.checkpoint())?.position).toBe(1);
      await next.write(0, rowsBatch([[2, "second", 1]]));
      await next.commit(checkpointOf(feed, 2, 2, true));
      await next.close();
      expect((await writing.read()).map(({ value }) => (value as { id: number }).id)).toEqual([1, 2]);
      expect(writing.ctx.lines.map(({ message }) => message).join()).toContain("left a transaction open");
    },
  );

  it("has committed what it has committed: the next one goes on behind it, and ends nothing", async () => {
    const plan = writing.plan();
    await writing.load(plan, [[1, "first", 1]]);
    await leaveOpen(writing.feedOf(plan), { hasPosition: true, isCommitted: true });
    const next = await writing.open(writing.feedOf(plan));
    expect((await next.checkpoint())?.position).toBe(7);
    await next.close();
    expect(await writing.read()).toHaveLength(2);
    expect(writing.ctx.lines.map(({ message }) => message).join()).not.toContain("left a transaction open");
  });

  /** As a process does that is killed there: its connections end, and nobody aborts. */
  async function leaveOpen(feed: FeedPlan, { hasPosition, isCommitted = false }: Left): Promise<void> {
    const pulsar = await openPulsar(writing.config(), writing.ctx);
    const position = await PositionTopic.take(pulsar, feed, () => feed.fence);
    const transaction = await pulsar.client.beginTransaction({ timeoutMs });
    await position.announce(transaction, timeoutMs);
    await sendTombstone(pulsar, transaction);
    const checkpoint = checkpointOf(feed, 7, 2);
    const { streams } = position.found.position ?? { streams: [] };
    if (hasPosition) await position.write({ checkpoint, streams }, transaction);
    if (isCommitted) await transaction.commit();
    await pulsar.client.close();
  }

  async function sendTombstone({ client }: Pulsar, transaction: Parameters<PositionTopic["announce"]>[0]) {
    const topic = writing.topic();
    const producer = await client.createProducer({ topic });
    await producer.send({ key: "left", value: null }, transaction);
    await producer.flush();
  }
});
