import { expect, it } from "vitest";
import {
  type Batch,
  ConfigError,
  RowRefusedError,
  type StreamPlan,
  type Value,
  type WriteResult,
} from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithMySql } from "@/tests/support/mysql";
import { mysqlDestination } from ".";
import { useWriting } from "./testing";

describeWithMySql("MySQL destination: rows that the table refuses", () => {
  const bench = useWriting("refused");
  const { plan, feedOf, open, rows, finish, load, ids } = bench;

  /** Writes in batches as the engine does: with a careful writer once another one has been refused. */
  const loadCarefully = async (stream: StreamPlan, batches: Batch[]): Promise<WriteResult> => {
    const feed = { ...feedOf(stream), careful: true };
    const writer = await open(feed);
    const sum: WriteResult = { written: 0, changed: 0, quarantined: [] };
    for (const batch of batches) {
      const result = await writer.write(0, batch);
      sum.written += result.written;
      sum.changed += result.changed;
      sum.quarantined.push(...result.quarantined);
      const entries = result.quarantined.map((row) => ({ ...row, position: null, rowNumber: 0 }));
      if (entries.length > 0) await writer.quarantine?.(0, entries);
    }
    await writer.commit(checkpointOf(feed, 1, sum.written, true));
    await writer.close();
    return sum;
  };
  const many: Value[][] = Array.from({ length: 100 }, (_, id) => [
    id,
    id === 7 ? null : `row ${id}`,
    id % 50,
  ]);
  const waiting = () =>
    mysqlDestination.quarantine?.list(bench.config, { connectionId: "c", limit: 1000 }, bench.ctx);

  it.each([
    [
      "a CHECK",
      "ALTER TABLE orders ADD CONSTRAINT positive CHECK (id <> 42)",
      [42],
      /`positive` failed for `.*`\.`orders` \(4025\)/,
    ],
    [
      "NOT NULL",
      "ALTER TABLE orders MODIFY name LONGTEXT NOT NULL",
      [7],
      /Column 'name' cannot be null \(1048\)/,
    ],
    [
      "UNIQUE",
      "ALTER TABLE orders ADD UNIQUE one_of (version, id); INSERT INTO orders VALUES (98, 'there', 48, 'x', NOW(), '{}', 1)",
      [98],
      /Duplicate entry '48-98' for key 'one_of' \(1062\)/,
    ],
    [
      "a FOREIGN KEY",
      "CREATE TABLE known (id bigint PRIMARY KEY) ENGINE = InnoDB; INSERT INTO known SELECT seq FROM seq_1_to_99; ALTER TABLE orders ADD FOREIGN KEY (id) REFERENCES known (id)",
      [0],
      /foreign key constraint fails .*\(1452\)/,
    ],
    [
      "a trigger",
      "CREATE TRIGGER refuse BEFORE INSERT ON orders FOR EACH ROW IF NEW.id IN (0, 50) THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this one'; END IF",
      [0, 50],
      /^not this one \(1644\)/,
    ],
  ])(
    "of an appended table with %s are quarantined with the reason, and all others arrive",
    async (_, sql, bad, says) => {
      await load(plan(), []);
      await bench.query(sql);
      const before = (await ids()).length;
      const second = plan({ syncId: 2 });
      await expect(load(second, many)).rejects.toBeInstanceOf(RowRefusedError);
      const result = await loadCarefully(second, [rows(many.slice(0, 60)), rows(many.slice(60))]);
      expect(result.quarantined.map(({ row }) => Number(row?.id))).toEqual(bad);
      for (const { reason } of result.quarantined) expect(reason).toMatch(says);
      expect(result.written).toBe(100 - bad.length);
      expect(await finish(second)).toEqual({ rows: 100 - bad.length, superseded: 0 });
      expect(await bench.measure(second)).toBe(100 - bad.length);
      expect(await ids()).toHaveLength(100 - bad.length + before);
      expect((await waiting())?.map(({ row }) => Number(row?.id))).toEqual(bad);
    },
  );

  it("name the field where it is a column that must not be null", async () => {
    await load(plan(), []);
    await bench.query("ALTER TABLE orders MODIFY name LONGTEXT NOT NULL");
    const result = await loadCarefully(plan({ syncId: 2 }), [rows(many)]);
    expect(result.quarantined).toMatchObject([{ field: "name", row: { id: "7", name: null, version: "7" } }]);
  });

  it.each([["deduped"], ["overwrite"]] as const)(
    "of a table that is written by %s are found when they arrive, too, where NOT NULL or CHECK refuses them",
    async (write) => {
      const first = plan({ write });
      await load(first, []);
      await finish(first);
      await bench.query(
        "ALTER TABLE orders MODIFY name LONGTEXT NOT NULL; ALTER TABLE orders ADD CONSTRAINT `not 42` CHECK (id <> 42 AND name <> 'it''s `x`')",
      );
      const second = plan({ write, syncId: 2, generation: write === "overwrite" ? 2 : 1 });
      await expect(load(second, many)).rejects.toBeInstanceOf(RowRefusedError);
      const result = await loadCarefully(second, [rows(many)]);
      expect(result.quarantined.map(({ row }) => row?.id)).toEqual(["7", "42"]);
      expect(result.quarantined[1]?.reason).toMatch(/`not 42` failed for `.*`\.`orders` \(4025\)/);
      expect(await finish(second)).toEqual({ rows: 98, superseded: 0 });
      expect(await ids()).toHaveLength(98);
      await expect(bench.query("UPDATE orders SET id = 42 WHERE id = 1")).rejects.toThrow(/not 42/);
    },
  );

  it("that are staged before the table came to refuse them fail the merge, which names the constraint", async () => {
    const stream = (syncId: number) => plan({ write: "deduped", syncId });
    await load(stream(1), [[42, "staged", 1]]);
    await bench.query("ALTER TABLE orders ADD CONSTRAINT late CHECK (id <> 42)");
    await load(stream(2), [[1, "one", 1]]);
    await expect(finish(stream(2))).rejects.toThrow(/Merging into .*late.* drop the constraint/);
    await bench.query("ALTER TABLE orders DROP CONSTRAINT late");
    expect(await finish(stream(2))).toEqual({ rows: 1, superseded: 0 });
    expect(await ids()).toEqual([1, 42]);
  });

  it("are refused no more, once the constraint that the stage had taken over is gone", async () => {
    const stream = (generation: number) => plan({ write: "overwrite", syncId: generation, generation });
    await load(stream(1), []);
    await finish(stream(1));
    await bench.query("ALTER TABLE orders ADD CONSTRAINT positive CHECK (id > 0)");
    await load(stream(2), [[1, "one", 1]]);
    await bench.query("ALTER TABLE orders DROP CONSTRAINT positive");
    expect(await finish(stream(2))).toEqual({ rows: 1, superseded: 0 });
    await bench.query("UPDATE orders SET id = -1");
    expect(await ids()).toEqual([-1]);
  });

  it("let deletions of the source through, which hold nothing but a key", async () => {
    const stream = (syncId: number) => plan({ write: "deduped", reportsDeletes: true, syncId });
    await load(stream(1), [[1, "one", 1]]);
    await finish(stream(1));
    await bench.query("ALTER TABLE orders MODIFY name LONGTEXT NOT NULL");
    const feed = feedOf(stream(2));
    const writer = await open(feed);
    await writer.delete(0, [[1]]);
    await writer.commit(checkpointOf(feed, 1, 0, true));
    await writer.close();
    expect(await finish(stream(2))).toEqual({ rows: 0, superseded: 0, deleted: 1 });
  });

  it("fail the merge where only it can tell, by an error that says what to do", async () => {
    const stream = (syncId: number) => plan({ write: "deduped", syncId });
    await load(stream(1), []);
    await finish(stream(1));
    await bench.query("ALTER TABLE orders ADD UNIQUE one_name (name)");
    await load(stream(2), [
      [1, "same", 1],
      [2, "same", 1],
    ]);
    const merging = finish(stream(2));
    await expect(merging).rejects.toBeInstanceOf(ConfigError);
    await expect(merging).rejects.toThrow(/Merging into .*one_name.* drop the constraint/);
    await bench.query("ALTER TABLE orders DROP INDEX one_name");
    expect(await finish(stream(2))).toEqual({ rows: 2, superseded: 0 });
  });

  it("are kept exactly once, where the connection is lost before the commit", async () => {
    await load(plan(), []);
    await bench.query("ALTER TABLE orders ADD CHECK (id <> 42)");
    const stream = plan({ syncId: 2 });
    const feed = { ...feedOf(stream), careful: true };
    const writer = await open(feed);
    const { quarantined } = await writer.write(0, rows(many));
    await writer.quarantine?.(
      0,
      quarantined.map((row) => ({ ...row, position: null, rowNumber: 42 })),
    );
    await bench.endSessions();
    await expect(writer.commit(checkpointOf(feed, 1, 99, true))).rejects.toThrow();
    await writer.close();
    expect(await waiting()).toEqual([]);
    await loadCarefully(stream, [rows(many)]);
    expect(await waiting()).toHaveLength(1);
    expect(await finish(stream)).toEqual({ rows: 99, superseded: 0 });
  });
});
