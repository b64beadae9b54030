import { afterAll, describe, expect, it } from "vitest";
import type { Value } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { rowsBatch } from "@/connectors/sdk/testing/destination-harness";
import { describeWithPulsar, startBroker, type OwnBroker } from "@/tests/support/pulsar/broker";
import { pulsarDestination } from "./index";
import { useWriting } from "./testing/writing";

const rowsOf = (first: number, count: number): Value[][] =>
  Array.from({ length: count }, (_, index) => [first + index, `row ${first + index}`, 1]);
const idsUpTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describeWithPulsar("a writer to a topic that moves", () => {
  const writing = useWriting();

  it.each(["transactions", "at_least_once"])(
    "loses nothing, and with transactions repeats nothing: %s",
    async (delivery) => {
      const settings = writing.config({ delivery });
      const plan = writing.plan();
      const feed = writing.feedOf(plan);
      const writer = await writing.open(feed, settings);
      await writer.checkpoint();
      for (let part = 0; part < 4; part++) {
        await writer.write(0, rowsBatch(rowsOf(part * 1000, 1000)));
        await writing.admin("PUT", "orders/unload");
        await writer.commit(checkpointOf(feed, part, (part + 1) * 1000, part === 3));
      }
      await writer.close();
      const ids = (await writing.read()).map(({ value }) => (value as { id: number }).id);
      expect([...new Set(ids)]).toEqual(idsUpTo(4000));
      // What was stored when its receipt was lost is sent again; without transactions readers see both.
      if (delivery !== "transactions") return;
      expect(ids).toHaveLength(4000);
      expect(await writing.finish(plan, settings)).toEqual({ rows: 4000, superseded: 0 });
      expect(await writing.measure(plan, settings)).toBe(4000);
    },
  );
});

describeWithPulsar("a broker of one's own", () => {
  let broker: OwnBroker;
  const writing = useWriting(async () => (broker = await startBroker()));
  afterAll(() => broker.process.remove());

  describe("that is restarted in mid-run", () => {
    it("has every row once, when the writer or the next one goes on", { timeout: 300_000 }, async () => {
      const plan = writing.plan();
      const first = writing.feedOf(plan);
      const writer = await writing.open(first);
      await writer.checkpoint();
      await writer.write(0, rowsBatch(rowsOf(0, 500)));
      await writer.commit(checkpointOf(first, 1, 500));
      await writer.write(0, rowsBatch(rowsOf(500, 500)));
      await broker.process.restart();
      await writer.commit(checkpointOf(first, 2, 1000)).catch((error: unknown) => {
        // Worth the same again: a new writer asks where the feed stands.
        expect(error).toMatchObject({ name: "TransientError" });
      });
      await writer.close();

      const second = writing.feedOf(plan);
      const next = await writing.open(second);
      const stored = await next.checkpoint();
      const done = stored?.counts[0]?.written ?? 0;
      await next.write(0, rowsBatch(rowsOf(done, 1500 - done)));
      await next.commit(checkpointOf(second, 3, 1500, true));
      await next.close();
      const ids = (await writing.read()).map(({ value }) => (value as { id: number }).id);
      expect(ids.sort((one, other) => one - other)).toEqual(idsUpTo(1500));
      expect(await writing.measure(plan)).toBe(1500);
    });
  });
});

describeWithPulsar("a broker without a transaction coordinator", () => {
  let broker: OwnBroker;
  const writing = useWriting(async () => {
    broker = await startBroker({ transactionCoordinatorEnabled: "false" });
    return broker;
  });
  afterAll(() => broker.process.remove());

  it("is refused by the check where transactions are wanted, and taken at least once", async () => {
    await expect(pulsarDestination.check(writing.config(), writing.ctx)).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringMatching(/transactionCoordinatorEnabled/) as string,
    });
    const settings = writing.config({ delivery: "at_least_once" });
    await pulsarDestination.check(settings, writing.ctx);
    await writing.load(writing.plan(), [[1, "one", 1]], settings);
    expect(await writing.read()).toHaveLength(1);
  });
});
