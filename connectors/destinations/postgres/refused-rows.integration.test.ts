import { expect, it } from "vitest";
import {
  type Batch,
  ConfigError,
  type Field,
  RowRefusedError,
  type StreamPlan,
  type Value,
  type WriteResult,
} from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithPostgres } from "@/tests/support/postgres";
import { postgresDestination } from ".";
import { useWriting } from "./testing";

describeWithPostgres("PostgreSQL destination: rows that the table refuses", () => {
  const bench = useWriting("pgrefused");
  const { plan, feedOf, open, rows, finish, load, ids } = bench;

  /** Writes in batches as the engine does: with a careful writer once another one has been refused. */
  const loadCarefully = async (stream: StreamPlan, batches: Batch[]): Promise<WriteResult> => {
    const feed = { ...feedOf(stream, batches[0]?.encoding ?? "rows"), careful: true };
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
    postgresDestination.quarantine?.list(bench.config, { connectionId: "c", limit: 1000 }, bench.ctx);

  it.each([
    [
      "a CHECK",
      "ALTER TABLE out.orders ADD CONSTRAINT positive CHECK (id <> 42)",
      [42],
      /constraint "positive" \(23514\)/,
    ],
    [
      "NOT NULL",
      "ALTER TABLE out.orders ALTER COLUMN name SET NOT NULL",
      [7],
      /"name" .*not-null constraint \(23502\)/,
    ],
    [
      "UNIQUE",
      "CREATE UNIQUE INDEX ON out.orders (version) WHERE version >= 48",
      [98, 99],
      /Key \(version\)=\(4[89]\) already exists\. \(23505\)/,
    ],
    [
      "a deferred UNIQUE",
      "ALTER TABLE out.orders ADD UNIQUE (id, version) DEFERRABLE INITIALLY DEFERRED; INSERT INTO out.orders SELECT 3, 'three', 3, 'x', now(), '{}', 1",
      [3],
      /Key \(id, version\)=\(3, 3\)/,
    ],
    [
      "a FOREIGN KEY",
      "CREATE TABLE out.known (id bigint PRIMARY KEY); INSERT INTO out.known SELECT generate_series(1, 99); ALTER TABLE out.orders ADD FOREIGN KEY (id) REFERENCES out.known",
      [0],
      /\(id\)=\(0\) is not present/,
    ],
    [
      "a trigger",
      `CREATE FUNCTION out.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id IN (0, 50) THEN RAISE EXCEPTION 'no %', NEW.id; END IF; RETURN NEW; END $$;
       CREATE TRIGGER refuse BEFORE INSERT ON out.orders FOR EACH ROW EXECUTE FUNCTION out.refuse()`,
      [0, 50],
      /^no (0|50) \(P0001\)/,
    ],
  ])(
    "of an appended table with %s are quarantined with the reason, and all others arrive",
    async (_, sql, bad, says) => {
      await load(plan(), []);
      await bench.query(sql);
      const [before] = await bench.query<{ count: string }>("SELECT count(*) FROM out.orders");
      const second = plan({ syncId: 2 });
      await expect(load(second, many)).rejects.toBeInstanceOf(RowRefusedError);
      const result = await loadCarefully(second, [rows(many.slice(0, 60)), rows(many.slice(60))]);
      expect(result.quarantined.map(({ row }) => Number(row?.id))).toEqual(bad);
      for (const { reason } of result.quarantined) expect(reason).toMatch(says);
      expect(result.written).toBe(100 - bad.length);
      expect(await finish(second)).toEqual({ rows: 100 - bad.length, superseded: 0 });
      expect(await postgresDestination.measure(bench.config, second, bench.ctx)).toEqual({
        rows: 100 - bad.length,
      });
      expect(await ids()).toHaveLength(100 - bad.length + Number(before?.count));
      expect((await waiting())?.map(({ row }) => Number(row?.id))).toEqual(bad);
    },
  );

  it("name the field where it is a column that must not be null", async () => {
    await load(plan(), []);
    await bench.query("ALTER TABLE out.orders ALTER COLUMN name SET NOT NULL");
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
        `ALTER TABLE out.orders ALTER COLUMN name SET NOT NULL; ALTER TABLE out.orders ADD CONSTRAINT "not 42" CHECK (id <> 42)`,
      );
      const second = plan({ write, syncId: 2, generation: write === "overwrite" ? 2 : 1 });
      await expect(load(second, many)).rejects.toBeInstanceOf(RowRefusedError);
      const result = await loadCarefully(second, [rows(many)]);
      expect(result.quarantined.map(({ row }) => row?.id)).toEqual(["7", "42"]);
      expect(result.quarantined[1]?.reason).toBe(
        'new row for relation "orders" violates check constraint "not 42" (23514)',
      );
      expect(await finish(second)).toEqual({ rows: 98, superseded: 0 });
      expect(await ids()).toHaveLength(98);
    },
  );

  it.each([
    [
      "the constraints",
      "ALTER TABLE out.orders DROP CONSTRAINT odd; ALTER TABLE out.orders ALTER name DROP NOT NULL",
    ],
    ["the table", "DROP TABLE out.orders"],
  ])("are refused no more after a swap, where %s went away while they were loaded", async (_what, change) => {
    const stream = (syncId: number) => plan({ write: "overwrite", syncId, generation: syncId });
    await load(stream(1), []);
    await finish(stream(1));
    await bench.query(
      "ALTER TABLE out.orders ADD CONSTRAINT odd CHECK (id % 2 = 1); ALTER TABLE out.orders ALTER name SET NOT NULL",
    );
    await load(stream(2), [[1, "one", 1]]);
    await bench.query(change);
    await finish(stream(2));
    await bench.query(
      "INSERT INTO out.orders (_airbyte_raw_id, _airbyte_extracted_at, _airbyte_meta, id) VALUES ('', now(), '{}', 2)",
    );
    expect(await ids()).toEqual([1, 2]);
  });

  it("let deletions of the source through, which hold nothing but a key", async () => {
    const stream = (syncId: number) => plan({ write: "deduped", reportsDeletes: true, syncId });
    await load(stream(1), [[1, "one", 1]]);
    await finish(stream(1));
    await bench.query("ALTER TABLE out.orders ALTER COLUMN name SET NOT NULL");
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
    await bench.query("ALTER TABLE out.orders ADD CONSTRAINT one_name UNIQUE (name)");
    await load(stream(2), [
      [1, "same", 1],
      [2, "same", 1],
    ]);
    const merging = finish(stream(2));
    await expect(merging).rejects.toBeInstanceOf(ConfigError);
    await expect(merging).rejects.toThrow(
      /Merging into "out"."orders" failed: .*"one_name".* drop the constraint/,
    );
    await bench.query("ALTER TABLE out.orders DROP CONSTRAINT one_name");
    expect(await finish(stream(2))).toEqual({ rows: 2, superseded: 0 });
  });

  it("are told apart from frames too, where these are what the source gives", async () => {
    const fields: Field[] = [
      { name: "id", type: { kind: "integer", bits: 32 }, nullable: true, native: "int4" },
    ];
    const stream = plan({ fields, write: "overwrite" });
    await bench.query("CREATE SCHEMA out; CREATE TABLE out.orders (id integer CHECK (id <> 2))");
    const message = (id: number) => [0x64, 0, 0, 0, 14, 0, 1, 0, 0, 0, 4, 0, 0, 0, id];
    const chunk = Uint8Array.from([1, 2, 3].flatMap(message));
    const frames: Batch = { encoding: "pg-copy-binary", count: 3, chunks: [chunk], bytes: chunk.length };
    const feed = feedOf(stream, "pg-copy-binary");
    const writer = await open(feed);
    const refused = writer.write(0, frames).then(() => writer.commit(checkpointOf(feed, 1, 3, true)));
    await expect(refused).rejects.toBeInstanceOf(RowRefusedError);
    await writer.close();
    const result = await loadCarefully(stream, [frames]);
    expect(result).toMatchObject({ written: 2, quarantined: [{ row: { id: "2" } }] });
    expect(await finish(stream)).toEqual({ rows: 2, superseded: 0 });
    expect(await ids()).toEqual([1, 3]);
  });

  it("are kept exactly once, where the connection is lost before the commit", async () => {
    await load(plan(), []);
    await bench.query("ALTER TABLE out.orders ADD CHECK (id <> 42)");
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
