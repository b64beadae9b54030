import { expect, it } from "vitest";
import type { Value } from "@/connectors/sdk";
import { describeWithPostgres } from "@/tests/support/postgres";
import { postgresDestination } from ".";
import { useWriting } from "./testing";

describeWithPostgres("PostgreSQL destination: what a run has appended", () => {
  const bench = useWriting("pgmeasure");
  const { plan, load, finish } = bench;
  const first = plan({ syncId: 1 });
  const second = plan({ syncId: 2 });
  const rowsOf = (from: number, count: number): Value[][] =>
    Array.from({ length: count }, (_, index) => [from + index, "x".repeat(200), 1]);
  const append = async (stream: typeof first, rows: Value[][]) => {
    await load(stream, rows);
    await finish(stream);
  };
  const measure = (stream: typeof first) => postgresDestination.measure(bench.config, stream, bench.ctx);
  /** Rows of the table that were read since it was made. */
  const rowsRead = async () => {
    const [row] = await bench.query<{ read: number }>(
      "SELECT pg_stat_get_tuples_returned('out.orders'::regclass)::int AS read FROM pg_stat_clear_snapshot()",
    );
    return row?.read ?? 0;
  };

  it("is counted without reading what was there before", async () => {
    await append(first, rowsOf(0, 2_000));
    await append(second, rowsOf(2_000, 20));
    const before = await rowsRead();
    expect(await measure(second)).toEqual({ rows: 20 });
    // What a session has read is told when it ends.
    await expect.poll(rowsRead).toBeGreaterThanOrEqual(before + 20);
    expect((await rowsRead()) - before).toBeLessThan(200);
  });

  it("is counted where its rows have filled gaps", async () => {
    await append(first, rowsOf(0, 2_000));
    await bench.query("DELETE FROM out.orders WHERE id < 1000");
    await bench.query("VACUUM out.orders");
    await append(second, rowsOf(2_000, 500));
    expect(await measure(second)).toEqual({ rows: 500 });
    expect(await measure(first)).toEqual({ rows: 1_000 });
  });

  it("is counted from its first attempt on", async () => {
    await append(first, rowsOf(0, 2_000));
    await load(second, rowsOf(2_000, 500));
    await append(second, rowsOf(2_500, 500));
    expect(await measure(second)).toEqual({ rows: 1_000 });
  });

  it("lacks what is gone again", async () => {
    await append(first, rowsOf(0, 2_000));
    await append(second, rowsOf(2_000, 500));
    await bench.query("DELETE FROM out.orders WHERE id = 2100");
    expect(await measure(second)).toEqual({ rows: 499 });
    await bench.query("VACUUM FULL out.orders");
    expect(await measure(second)).toEqual({ rows: 499 });
  });
});
