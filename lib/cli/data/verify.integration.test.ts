import { expect, it } from "vitest";
import { z } from "zod";
import { describeWithPostgres } from "@/tests/support/postgres";
import { sluice, sync } from "@/tests/support/sluice";
import { rowsOf, useSluiceLab } from "@/tests/support/sluice-lab";

const comparedSchema = z.object({
  type: z.enum(["compared", "repaired", "result"]),
  name: z.string().optional(),
  same: z.boolean().optional(),
  status: z.string().optional(),
  by: z.string().optional(),
  sourceRows: z.int().nullish(),
  destinationRows: z.int().nullish(),
  differing: z.record(z.string(), z.int()).optional(),
  explained: z.record(z.string(), z.int()).optional(),
  examples: z.array(z.object({ kind: z.string(), row: z.string() })).optional(),
  notCompared: z.array(z.object({ column: z.string(), reason: z.string() })).optional(),
  written: z.int().optional(),
  removed: z.int().optional(),
  histories: z.int().optional(),
  history: z.object({ keys: z.int(), examples: z.array(z.unknown()) }).optional(),
  reason: z.string().nullish(),
});

async function lines(command: "verify" | "repair", args: string[]) {
  const { code, stdout, stderr } = await sluice([command, "--json", ...args]);
  const events = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => comparedSchema.parse(JSON.parse(line)));
  return { code, stderr, streams: events.slice(0, -1), result: events.at(-1) };
}

/** A row changed, one gone, one too many. */
const tamper = `
  UPDATE orders SET amount = amount + 0.01 WHERE id = 17;
  DELETE FROM orders WHERE id = 500;
  INSERT INTO orders SELECT * FROM orders WHERE id = 3;
  UPDATE orders SET id = 5000, updated_at = '2030-01-01' WHERE ctid = (SELECT max(ctid) FROM orders);
`;

describeWithPostgres("what verify finds, repair mends", () => {
  const lab = useSluiceLab();
  const orders = () => [...lab().ends, "--streams", "orders"];

  it("where all is well: nothing, counted by content", async () => {
    await sync(lab().ends);
    const { code, streams, result } = await lines("verify", lab().ends);
    expect(code).toBe(0);
    expect(result?.status).toBe("same");
    expect(
      streams.map(({ name, by, sourceRows, destinationRows }) => [name, by, sourceRows, destinationRows]),
    ).toEqual([
      ["notes", "checksums", 50, 50],
      ["orders", "checksums", 1000, 1000],
    ]);
  });

  it("in an overwritten table: the rows that differ, by their keys, whatever their cursor says", async () => {
    const { source, target } = lab();
    await sync(orders());
    await target.query(tamper);
    const found = await lines("verify", orders());
    expect(found.code).toBe(1);
    expect(found.streams[0]).toMatchObject({
      same: false,
      sourceRows: 1000,
      destinationRows: 1000,
      differing: { missing: 1, different: 1, extra: 1 },
    });
    expect(found.streams[0]?.examples?.map(({ kind, row }) => `${kind}: ${row}`).sort()).toEqual([
      "different: id = 17",
      "extra: id = 5000",
      "missing: id = 500",
    ]);
    const untouched = () =>
      target.query("SELECT _airbyte_raw_id FROM orders WHERE id NOT IN (17, 500, 5000) ORDER BY id");
    const before = await untouched();
    const mended = await lines("repair", orders());
    expect(mended.streams).toMatchObject([{ written: 2, removed: 1, same: true, reason: null }]);
    expect(mended.code).toBe(0);
    expect(await rowsOf(target, "orders")).toEqual(await rowsOf(source, "orders"));
    expect(await untouched()).toEqual(before);
    expect((await lines("verify", orders())).code).toBe(0);
    // The next overwrite is as if nothing had been.
    expect((await sync(orders())).result.status).toBe("succeeded");
    expect(await rowsOf(target, "orders")).toEqual(await rowsOf(source, "orders"));
  });

  it("in a deduplicated table: not what came since, nor what is gone at the source", async () => {
    const { source, target } = lab();
    const args = [...orders(), "--mode", "deduped", "--cursor", "updated_at"];
    await sync(args);
    await source.query(`
      UPDATE orders SET status = 'sent', updated_at = '2026-03-01' WHERE id IN (1, 2);
      INSERT INTO orders VALUES (1001, 'open', 1, '2026-04-01');
      DELETE FROM orders WHERE id = 9`);
    const calm = await lines("verify", args);
    expect(calm.streams[0]).toMatchObject({ same: true, explained: { newer: 3, gone: 1 } });
    await target.query("UPDATE orders SET amount = 0 WHERE id = 17; DELETE FROM orders WHERE id = 18");
    const found = await lines("verify", args);
    expect(found.streams[0]).toMatchObject({ differing: { missing: 1, different: 1, extra: 0 } });
    const mended = await lines("repair", args);
    expect(mended.streams).toMatchObject([{ written: 2, removed: 0, same: true }]);
    // What came since is still the next sync's.
    expect((await sync(args)).result.streams).toMatchObject([{ rowsRead: 3, verified: true }]);
    const rows = await rowsOf(target, "orders");
    expect(rows.filter(({ id }) => id !== 9)).toEqual(await rowsOf(source, "orders"));
  });

  it("in a history: each mended row has its one active version, and no other version is touched", async () => {
    const { source, target } = lab();
    const args = [...orders(), "--mode", "history", "--cursor", "updated_at"];
    await sync(args);
    // Changes that move no cursor, and one of the destination's table alone.
    await source.query("UPDATE orders SET amount = -1 WHERE id IN (17, 18)");
    await target.query("UPDATE orders SET amount = 0 WHERE id = 19");
    const versions = (where: string) =>
      target.query<Record<string, unknown>>(
        `SELECT id, amount::float, _airbyte_active_row AS active, _airbyte_end_at = updated_at AS ended FROM orders_scd WHERE ${where} ORDER BY id, _airbyte_extracted_at`,
      );
    const untouched = () =>
      target.query("SELECT *, xmin::text FROM orders_scd WHERE id NOT IN (17, 18) ORDER BY id");
    const before = await untouched();
    expect((await lines("repair", args)).streams).toMatchObject([{ written: 3, removed: 0, same: true }]);
    expect(await versions("id IN (17, 18)")).toEqual([
      { id: 17, amount: 4.25, active: 0, ended: true },
      { id: 17, amount: -1, active: 1, ended: null },
      { id: 18, amount: 4.5, active: 0, ended: true },
      { id: 18, amount: -1, active: 1, ended: null },
    ]);
    expect(await untouched()).toEqual(before);
    // The next sync goes on from there.
    await source.query("UPDATE orders SET amount = 9, updated_at = '2026-03-01' WHERE id = 17");
    await sync(args);
    expect((await versions("id = 17")).map(({ amount, active }) => [amount, active])).toEqual([
      [4.25, 0],
      [-1, 0],
      [9, 1],
    ]);
  });

  it("in a history alone: keys that are wrong are named, and mended whether the source has them still or not", async () => {
    const { source, target } = lab();
    const args = [...orders(), "--mode", "history", "--cursor", "updated_at"];
    await sync(args);
    await source.query("UPDATE orders SET status = 'sent', updated_at = '2026-03-01' WHERE id <= 3");
    await sync(args);
    const sound = await lines("verify", args);
    expect(sound).toMatchObject({ code: 0, streams: [{ same: true, history: { keys: 0, examples: [] } }] });
    // What is gone at the source stays, with its history: a repair that asks the source cannot mend it.
    await source.query("DELETE FROM orders WHERE id = 9");
    await target.query(`
      UPDATE orders_scd SET amount = 0 WHERE id = 9;
      DELETE FROM orders_scd WHERE id = 17;
      UPDATE orders_scd SET _airbyte_end_at = NULL WHERE id = 1 AND _airbyte_active_row = 0`);
    const found = await lines("verify", args);
    expect(found.code).toBe(1);
    expect(found.streams[0]).toMatchObject({
      same: false,
      differing: { missing: 0, extra: 0, different: 0 },
    });
    expect(found.streams[0]?.reason).toBe(
      "public.orders: a history that is wrong of 3 keys (id = 17: no active version of the row; id = 9: an active version that is not as the row; id = 1: a version that does not end where the next one starts).",
    );
    const mended = await lines("repair", args);
    expect(mended).toMatchObject({
      code: 0,
      streams: [{ written: 0, removed: 0, histories: 3, same: true }],
    });
    expect(await lines("verify", args)).toMatchObject({ code: 0, streams: [{ history: { keys: 0 } }] });
    expect(
      await target.query("SELECT amount::float FROM orders_scd WHERE id = 9 AND _airbyte_active_row = 1"),
    ).toEqual(await target.query("SELECT amount::float FROM orders WHERE id = 9"));
  });

  it("in a table that grows: what is missing, and no former version", async () => {
    const { source, target } = lab();
    const args = [...orders(), "--mode", "incremental", "--cursor", "updated_at"];
    await sync(args);
    await source.query("UPDATE orders SET status = 'sent', updated_at = '2026-03-01' WHERE id <= 3");
    await sync(args);
    expect((await lines("verify", args)).streams[0]).toMatchObject({
      same: true,
      explained: { versions: 3 },
    });
    await target.query("DELETE FROM orders WHERE id = 40");
    expect((await lines("repair", args)).streams).toMatchObject([{ written: 1, same: true }]);
    await target.query("INSERT INTO orders SELECT * FROM orders WHERE id = 41");
    const doubled = await lines("repair", args);
    expect(doubled.code).toBe(1);
    expect(doubled.streams[0]?.reason).toMatch(/id = 41/);
  });

  it("in many rows: where they lie by their key, and how many there are", async () => {
    await sync(orders());
    await lab().target.query("UPDATE orders SET amount = -1 WHERE id BETWEEN 200 AND 299");
    const { streams } = await lines("verify", orders());
    expect(streams[0]?.reason).toMatch(/100 rows with other values \(.*, all from id = 200 to id = 299\)\./);
  });

  it("without a key: how many rows, and that they can only be refreshed", async () => {
    const notes = [...lab().ends, "--streams", "notes"];
    await sync(notes);
    await lab().target.query("UPDATE notes SET text = 'changed' WHERE at = 7");
    const found = await lines("verify", notes);
    expect(found.streams[0]).toMatchObject({
      same: false,
      differing: { missing: 1, extra: 1 },
      examples: [],
    });
    const mended = await lines("repair", notes);
    expect(mended.code).toBe(1);
    expect(mended.streams[0]?.reason).toMatch(/no primary key.*Refresh/);
  });

  it("of a table that is not there: that there is none", async () => {
    const { code, streams } = await lines("verify", orders());
    expect(code).toBe(1);
    expect(streams[0]).toMatchObject({ destinationRows: null, same: false });
  });

  it("under a filter, with chosen columns: the rows and columns that were synced", async () => {
    const { target } = lab();
    const args = [...orders(), "--where", "status = 'paid'", "--select", "orders=id,amount"];
    await sync(args);
    expect((await lines("verify", args)).streams[0]).toMatchObject({ same: true, sourceRows: 500 });
    await target.query("UPDATE orders SET amount = -1 WHERE id = 2");
    const found = await lines("verify", args);
    expect(found.streams[0]?.examples).toEqual([{ kind: "different", row: "id = 2" }]);
    expect((await lines("repair", args)).streams).toMatchObject([{ written: 1, same: true }]);
  });

  it("is red at once in a sync that proves content", async () => {
    const args = [...orders(), "--mode", "deduped", "--cursor", "updated_at", "--verify", "checksums"];
    await sync(args);
    await lab().target.query("UPDATE orders SET amount = 0 WHERE id = 17");
    const { code, stdout } = await sluice(["sync", "--json", ...args]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /"kind":"unverified","message":"public.orders: 1 row with other values \(id = 17\)\..*sluice repair/,
    );
  });

  it("counts alone where that is asked for", async () => {
    await sync(orders());
    await lab().target.query("UPDATE orders SET amount = 0 WHERE id = 17");
    const { code, streams } = await lines("verify", [...orders(), "--verify", "counts"]);
    expect(code).toBe(0);
    expect(streams[0]).toMatchObject({ by: "counts", same: true });
  });
});
