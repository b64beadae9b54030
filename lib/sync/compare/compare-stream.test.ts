import { afterEach, describe, expect, it } from "vitest";
import {
  type Destination,
  type DestinationDigest,
  type DigestRequest,
  type ReadEvent,
  type Source,
  type Value,
} from "@/connectors/sdk";
import { isHigher } from "@/connectors/sdk/digest-text/order";
import { BucketSums, RowDigest } from "@/connectors/sdk/digest-text/rows";
import { createTestContext, planStream, type TestContext } from "@/connectors/sdk/testing";
import { compareStream, comparisonOf } from "./compare-stream";
import { planComparison, requestOf, type ComparisonWork } from "./plan-comparison";

let ctx: TestContext;
afterEach(() => ctx.dispose());

const plan = planStream({ connectionId: "c", name: "orders", namespace: "public", write: "overwrite" });

/** A source that gives rows, and a destination that digests others; those whose name begins with "cut" were changed. */
function workOf(source: Value[][], destination: Value[][]): ComparisonWork {
  const from = {
    spec: { title: "Source" },
    read: async function* (): AsyncGenerator<ReadEvent> {
      await Promise.resolve();
      yield { type: "batch", stream: 0, batch: { encoding: "rows", rows: source, bytes: 1 } };
      yield { type: "checkpoint", position: null, complete: true };
    },
  } as unknown as Source<unknown>;
  const digestAll = (request: DigestRequest) => {
    const digest = new RowDigest(request, (name) => ({
      index: plan.columns.find((column) => column.name === name)?.index ?? -1,
    }));
    return destination.map((row) => digest.of(row));
  };
  const digest: DestinationDigest<unknown> = {
    buckets: (_config, _plan, request) => {
      const sums = new BucketSums(isHigher);
      for (const { bucket, row } of digestAll(request)) sums.add(bucket, row);
      return Promise.resolve(sums.list());
    },
    rows: (_config, _plan, request, buckets) => {
      const wanted = new Set(buckets);
      const rows = digestAll(request).flatMap(({ bucket, row }, index) =>
        wanted.has(bucket) ? [{ ...row, changed: String(destination[index]?.[1]).startsWith("cut") }] : [],
      );
      return Promise.resolve(rows);
    },
  };
  const into = { spec: { title: "Destination" }, digest } as unknown as Destination<unknown>;
  const read = { stream: { ...plan.stream, name: "orders" }, shape: null, outputs: [0] };
  return {
    source: { connector: from, config: null },
    destination: { connector: into, config: null },
    read,
    plan,
  };
}

async function compare(source: Value[][], destination: Value[][], enough?: number) {
  ctx = await createTestContext();
  const work = workOf(source, destination);
  const comparison = planComparison(work);
  if ("reason" in comparison) throw new Error(comparison.reason);
  expect(requestOf(comparison, "source").key).toEqual([{ name: "id", form: "decimal" }]);
  return compareStream(work, comparison, {
    mapperSecrets: {},
    ctx,
    ...(enough === undefined ? {} : { enough }),
  });
}

describe("comparing a stream", () => {
  it("finds nothing where both hold the same, in whatever order", async () => {
    const rows: Value[][] = [
      [1, "one", 1],
      [2, null, 2],
    ];
    expect(await compare(rows, [...rows].reverse())).toMatchObject({
      same: true,
      reason: null,
      sourceRows: 2,
    });
  });

  it("names the rows, and where they lie by the order of their values, not of their texts", async () => {
    const rows = (count: number, name: string): Value[][] =>
      Array.from({ length: count }, (_, index) => [index + 9, name, 1]);
    const { reason, range, examples } = await compare(rows(40, "a"), rows(40, "b"));
    expect(range).toEqual({ from: "id = 9", to: "id = 48" });
    expect(reason).toMatch(/orders: 40 rows with other values \(.*…, all from id = 9 to id = 48\)\.$/);
    expect(examples).toHaveLength(20);
  });

  it("says that it stopped where enough was found", async () => {
    const source = Array.from({ length: 210_000 }, (_, id): Value[] => [id, "a", 1]);
    const found = await compare(source, [], 100);
    expect(found.isPartial).toBe(true);
    expect(found.reason).toMatch(/at least \d+ rows of the source missing/);
    expect(found.sourceRows).toBe(210_000);
  });

  it("sets off rows without a key that were changed against as many that are missing", async () => {
    ctx = await createTestContext();
    const compareBare = async (destination: Value[][]) => {
      const work = workOf(
        ["one", "two", "three"].map((name) => [1, name, 1]),
        destination,
      );
      const bare = { ...work, read: { ...work.read, stream: { ...work.read.stream, primaryKey: [] } } };
      return comparisonOf(bare, { mapperSecrets: {}, ctx });
    };
    const changed: Value[][] = ["cut 1", "cut 2"].map((name) => [1, name, 1]);
    expect(await compareBare([[1, "one", 1], ...changed])).toMatchObject({
      same: true,
      differing: { missing: 0, extra: 0 },
      explained: { changed: 2 },
    });
    expect(await compareBare([[1, "one", 1], ...changed, [1, "cut 3", 1]])).toMatchObject({
      same: false,
      differing: { missing: 0, extra: 1 },
    });
    expect(await compareBare(changed)).toMatchObject({ same: false, differing: { missing: 1, extra: 0 } });
  });

  it("tells why there is nothing to compare by", async () => {
    ctx = await createTestContext();
    const work = workOf([], []);
    const { digest: _digest, ...counting } = work.destination.connector;
    const outcome = await comparisonOf(
      { ...work, destination: { connector: counting, config: null } },
      { mapperSecrets: {}, ctx },
    );
    expect(outcome).toEqual({ reason: "Destination can count its rows, but not compare them" });
    const raw = { ...work, plan: { ...plan, normalization: "raw" as const } };
    expect(await comparisonOf(raw, { mapperSecrets: {}, ctx })).toEqual({
      reason: expect.stringContaining("raw tables"),
    });
  });
});
