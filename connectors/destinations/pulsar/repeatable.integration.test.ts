import { expect, it } from "vitest";
import { FencedError, type Checkpoint, type FeedPlan, type StreamPlan, type Value } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { rowsBatch } from "@/connectors/sdk/testing/destination-harness";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { pulsarDestination } from "./index";
import { useWriting } from "./testing/writing";

const rowCount = 5000;
const idsUpTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const rowsOf = (count: number, nameOf: (id: number) => string): Value[][] =>
  idsUpTo(count).map((id) => [id, nameOf(id), 1]);

interface Slice {
  feed: FeedPlan;
  rows: Value[][];
  /** How many rows come at once. */
  size: number;
}

describeWithPulsar("a feed that comes again as it was, delivered at least once", () => {
  const writing = useWriting();
  const settings = (more: object = {}) => writing.config({ delivery: "at_least_once", ...more });
  const repeatable = (plan: StreamPlan): FeedPlan => ({ ...writing.feedOf(plan), isRepeatable: true });
  const idsIn = (messages: { value: unknown }[]) => messages.map(({ value }) => (value as { id: number }).id);
  const sorted = (ids: number[]) => [...ids].sort((one, other) => one - other);

  async function writeAll(
    writer: Awaited<ReturnType<typeof writing.open>>,
    { rows, size }: Slice,
  ): Promise<void> {
    for (let at = 0; at < rows.length; at += size)
      await writer.write(0, rowsBatch(rows.slice(at, at + size)));
  }

  /** Its rows are stored, and it comes to its end before its checkpoint is: the next writer was there first. */
  async function crashBeforeCheckpoint(slice: Slice, next: FeedPlan, config = settings()) {
    const { feed } = slice;
    const writer = await writing.open(feed, config);
    if ((await writer.checkpoint()) === null) await writer.commit(checkpointOf(feed, "begin", 0));
    await writeAll(writer, slice);
    const taking = await writing.open(next, config);
    await expect(writer.commit(checkpointOf(feed, "half", slice.rows.length))).rejects.toThrow(FencedError);
    await writer.close();
    return taking;
  }

  async function goOn(
    writer: Awaited<ReturnType<typeof writing.open>>,
    slice: Slice,
  ): Promise<Checkpoint | null> {
    const begun = await writer.checkpoint();
    await writeAll(writer, slice);
    await writer.commit(checkpointOf(slice.feed, "end", slice.rows.length, true));
    await writer.close();
    return begun;
  }

  it.each([
    { how: "one topic", more: {}, plain: {} },
    { how: "partitions by key", more: { partitions: 3 }, plain: {} },
    { how: "partitions in turn", more: { partitions: 3 }, plain: { primaryKey: [] } },
  ])(
    "is there once, in order and counted, though its rows were sent before: $how",
    async ({ more, plain }) => {
      const plan = writing.plan();
      const keyless = { ...plan, stream: { ...plan.stream, ...plain } };
      const [first, second] = [repeatable(keyless), repeatable(keyless)];
      const rows = rowsOf(rowCount, (id) => `row ${id}`);
      const sent = rows.slice(0, 3210);
      const next = await crashBeforeCheckpoint(
        { feed: first, rows: sent, size: 1000 },
        second,
        settings(more),
      );
      expect(await goOn(next, { feed: second, rows, size: 777 })).toMatchObject({ position: "begin" });
      const ids = idsIn(await writing.read());
      expect(sorted(ids)).toEqual(idsUpTo(rowCount));
      if (!("partitions" in more)) expect(ids).toEqual(idsUpTo(rowCount));
      expect(await writing.finish(keyless, settings(more))).toEqual({ rows: rowCount, superseded: 0 });
      expect(await writing.measure(keyless, settings(more))).toBe(rowCount);
    },
  );

  it("loses no row where values are longer the second time, as encrypted ones may be, and batches end elsewhere", async () => {
    const plan = writing.plan();
    const [first, second] = [repeatable(plan), repeatable(plan)];
    const brief = rowsOf(1234, (id) => `row ${id}`);
    const long = rowsOf(rowCount, (id) => `row ${id} ${"x".repeat(300)}`);
    const next = await crashBeforeCheckpoint({ feed: first, rows: brief, size: 1234 }, second);
    await goOn(next, { feed: second, rows: long, size: 1000 });
    expect(idsIn(await writing.read())).toEqual(idsUpTo(rowCount));
  });

  it("is there once after one crash upon the other, and in slices", async () => {
    const plan = writing.plan();
    const feeds = [1, 2, 3, 4].map(() => repeatable(plan));
    const [one, two, three, four] = feeds as [FeedPlan, FeedPlan, FeedPlan, FeedPlan];
    const rows = rowsOf(rowCount, (id) => `row ${id}`);
    const second = await crashBeforeCheckpoint({ feed: one, rows: rows.slice(0, 900), size: 100 }, two);
    await second.checkpoint();
    await writeAll(second, { feed: two, rows: rows.slice(0, 2000), size: 500 });
    await second.commit(checkpointOf(two, "slice", 2000));
    await second.close();
    const last = await crashBeforeCheckpoint({ feed: three, rows: rows.slice(2000, 2500), size: 500 }, four);
    expect(await last.checkpoint()).toMatchObject({ position: "slice" });
    await writeAll(last, { feed: four, rows: rows.slice(2000), size: 300 });
    await last.commit(checkpointOf(four, "end", rowCount, true));
    await last.close();
    expect(idsIn(await writing.read())).toEqual(idsUpTo(rowCount));
    expect(await writing.measure(plan, settings())).toBe(rowCount);
  });

  it("has each row once in the quarantine, too", async () => {
    const plan = writing.plan();
    const [first, second] = [repeatable(plan), repeatable(plan)];
    const entries = [1, 2].map((id) => ({
      row: { id: `${id}` },
      reason: "bad",
      position: null,
      rowNumber: 0,
    }));
    const config = settings();
    const writer = await writing.open(first, config);
    await writer.commit(checkpointOf(first, "begin", 0));
    await writer.quarantine?.(0, entries);
    const next = await writing.open(second, config);
    await expect(writer.commit(checkpointOf(first, "half", 0))).rejects.toThrow(FencedError);
    await writer.close();
    await next.quarantine?.(0, entries);
    await next.commit(checkpointOf(second, "end", 0, true));
    await next.close();
    const query = { connectionId: "c", limit: 10 };
    const waiting = await pulsarDestination.quarantine?.list(config, query, writing.ctx);
    expect(waiting?.map(({ row }) => row)).toEqual(entries.map(({ row }) => row));
  });

  it("comes twice, as every other feed does, where it does not say so", async () => {
    const plan = writing.plan();
    const [first, second] = [writing.feedOf(plan), writing.feedOf(plan)];
    const rows = rowsOf(100, (id) => `row ${id}`);
    const next = await crashBeforeCheckpoint({ feed: first, rows, size: 100 }, second);
    await goOn(next, { feed: second, rows, size: 100 });
    expect(idsIn(await writing.read())).toHaveLength(200);
    expect(await writing.measure(plan, settings())).toBe(100);
  });

  it("takes names of its own where it stands nowhere yet: other rows may come then", async () => {
    const plan = writing.plan();
    const [first, second] = [repeatable(plan), repeatable(plan)];
    const former = await writing.open(first, settings());
    await former.write(0, rowsBatch(rowsOf(1000, (id) => `former ${id}`)));
    const next = await writing.open(second, settings());
    await expect(former.commit(checkpointOf(first, "half", 1000))).rejects.toThrow(FencedError);
    await former.close();
    await goOn(next, { feed: second, rows: rowsOf(1000, (id) => `later ${id}`), size: 1000 });
    const names = (await writing.read()).map(({ value }) =>
      JSON.stringify((value as { name: unknown }).name),
    );
    expect(names.filter((name) => name.includes("later"))).toHaveLength(1000);
    expect(await writing.measure(plan, settings())).toBe(1000);
  });

  it("loses no row where the source names other rows first, by a checkpoint in front of them", async () => {
    const plan = writing.plan();
    const [first, second, third] = [repeatable(plan), repeatable(plan), repeatable(plan)];
    const former = rowsOf(1000, (id) => `former ${id}`);
    const later = rowsOf(rowCount, (id) => `later ${id}`);
    const next = await crashBeforeCheckpoint({ feed: first, rows: former, size: 1000 }, second);
    await next.commit(checkpointOf(second, "others", 0));
    await writeAll(next, { feed: second, rows: later.slice(0, 900), size: 300 });
    const last = await writing.open(third, settings());
    await expect(next.commit(checkpointOf(second, "half", 900))).rejects.toThrow(FencedError);
    await next.close();
    expect(await goOn(last, { feed: third, rows: later, size: 777 })).toMatchObject({ position: "others" });
    const names = (await writing.read()).map(({ value }) =>
      JSON.stringify((value as { name: unknown }).name),
    );
    expect(names.filter((name) => name.includes("later"))).toHaveLength(rowCount);
    expect(await writing.measure(plan, settings())).toBe(rowCount);
  });

  it("is told where nobody can switch de-duplication on", async () => {
    const plan = writing.plan();
    const feed = repeatable(plan);
    const writer = await writing.open(feed, settings({ admin_url: "" }));
    await writer.commit(checkpointOf(feed, "end", 0, true));
    await writer.close();
    const said = writing.ctx.lines.map(({ message }) => message).join("\n");
    expect(said).toMatch(/De-duplication of .*orders cannot be switched on without the admin URL/);
  });
});
