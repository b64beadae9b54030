import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, RestartFeedError, TransientError, type Position, type Value } from "@/connectors/sdk";
import { withSession } from "@/connectors/sdk/duckdb/client";
import { maxKnownTies } from "@/connectors/sdk/cursor/position";
import { duckdbSource } from "./index";
import { spec } from "./config";
import { Database } from "./testing";

let database: Database;
beforeEach(async () => {
  database = await Database.create(
    "CREATE TABLE events (id INTEGER PRIMARY KEY, day DATE, note VARCHAR)",
    "INSERT INTO events SELECT i, DATE '2026-01-01' + (i // 10)::INTEGER, 'note ' || i FROM range(6000) AS rows(i)",
    "CREATE VIEW early AS SELECT * FROM events WHERE id < 10",
  );
});
afterEach(() => database.dispose());

const ids = (rows: Value[][]) => rows.map(([id]) => Number(id)).sort((one, other) => one - other);
const upTo = (count: number, first = 0) => Array.from({ length: count }, (_, index) => first + index);

describe("a full refresh", () => {
  it("goes on from every checkpoint of a table, and marks it as fragile", async () => {
    const stream = await database.select("events");
    const { events } = await database.read(stream);
    let before = 0;
    let tried = 0;
    for (const event of events) {
      if (event.type === "batch" && event.batch.encoding === "rows") before += event.batch.rows.length;
      if (event.type !== "checkpoint" || event.complete) continue;
      expect(event.fragile).toBe(true);
      expect(ids((await database.read(stream, event.position)).rows)).toEqual(upTo(6000 - before, before));
      tried++;
    }
    expect(tried).toBeGreaterThan(1);
  });

  it("begins anew where the file was changed in the meantime, and says so", async () => {
    const stream = await database.select("events");
    const { position } = await database.read(stream);
    await database.run("DELETE FROM events WHERE id = 5");
    const error: unknown = await database.read(stream, position).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RestartFeedError);
    expect((error as Error).message).toMatch(/warehouse\.duckdb has been changed since main\.events/);
  });

  it("of a view or a query comes at one go, and its feed says so", async () => {
    database.config = spec.parse({
      database_path: "made/warehouse.duckdb",
      queries: [{ name: "few", sql: "SELECT id FROM events ORDER BY id LIMIT 3 ;\n" }],
    });
    const streams = [
      await database.select("events"),
      await database.select("early"),
      await database.select("few"),
    ];
    const feeds = await duckdbSource.feeds?.(database.config, streams, database.ctx);
    expect(feeds?.map((feed) => feed.hasOneCheckpoint ?? false)).toEqual([false, true, true]);
    for (const [stream, count] of [
      [streams[1], 10],
      [streams[2], 3],
    ] as const) {
      if (!stream) throw new Error("There is no stream.");
      const { rows, events } = await database.read(stream);
      expect(ids(rows)).toEqual(upTo(count));
      expect(events.filter(({ type }) => type === "checkpoint")).toHaveLength(1);
    }
  });

  it("gives only what a filter leaves, and takes nothing but a condition for one", async () => {
    const read = async (where: string) =>
      (await database.read(await database.select("events", { where }))).rows;
    expect(ids(await read("id < 5 OR id = 77 -- not many"))).toEqual([...upTo(5), 77]);
    await expect(read("true); DROP TABLE events; --")).rejects.toThrow(ConfigError);
    await expect(read("nope > 1")).rejects.toThrow(/refused by DuckDB.*nope/);
    expect(await read("true")).toHaveLength(6000);
  });
});

describe("an incremental read", () => {
  const byDay = { cursor: "day" };

  it("goes on from every checkpoint without losing or repeating a row", async () => {
    const stream = await database.select("events", byDay);
    const { events } = await database.read(stream);
    let before: number[] = [];
    let tried = 0;
    for (const event of events) {
      if (event.type === "batch" && event.batch.encoding === "rows")
        before = [...before, ...event.batch.rows.map(([id]) => Number(id))];
      if (event.type !== "checkpoint") continue;
      const rest = await database.read(stream, event.position);
      expect([...before, ...ids(rest.rows)].sort((one, other) => one - other)).toEqual(upTo(6000));
      tried++;
    }
    expect(tried).toBeGreaterThan(2);
  });

  it.each(["rows", "columns"] as const)(
    "reads what is added at the last value of the cursor, in %s",
    async (encoding) => {
      const stream = await database.select("events", byDay);
      const { position } = await database.read(stream);
      await database.run(
        "INSERT INTO events SELECT 6000, max(day), 'late' FROM events",
        "UPDATE events SET note = 'changed' WHERE id = 5999",
        "INSERT INTO events VALUES (6001, '2030-01-01', 'new')",
      );
      const { events, position: next } = await database.read(stream, position, encoding);
      const counts = events.map((event) =>
        event.type !== "batch"
          ? 0
          : event.batch.encoding === "rows"
            ? event.batch.rows.length
            : event.batch.count,
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
      expect((await database.read(stream, next)).rows).toEqual([]);
    },
  );

  it("knows equal rows apart by their number where there is no key", async () => {
    await database.run("CREATE TABLE plain AS SELECT 1 AS at_, 'x' AS note FROM range(3)");
    const stream = await database.select("plain", { cursor: "at_" });
    const { rows, position } = await database.read(stream);
    expect(rows).toHaveLength(3);
    await database.run("INSERT INTO plain VALUES (1, 'x'), (1, 'y')");
    expect((await database.read(stream, position)).rows).toEqual([
      [1, "x"],
      [1, "y"],
    ]);
  });

  it("reads rows without a cursor in the first run only", async () => {
    await database.run("INSERT INTO events VALUES (-1, NULL, 'none')");
    const stream = await database.select("events", byDay);
    const { rows, position } = await database.read(stream);
    expect(rows).toHaveLength(6001);
    expect((await database.read(stream, position)).rows).toEqual([]);
    await database.run("CREATE TABLE empty_ (day DATE)", "INSERT INTO empty_ VALUES (NULL)");
    const nulls = await database.select("empty_", byDay);
    const first = await database.read(nulls);
    expect(first.rows).toEqual([[null]]);
    await database.run("INSERT INTO empty_ VALUES (NULL), ('2026-01-01')");
    expect((await database.read(nulls, first.position)).rows).toEqual([["2026-01-01"]]);
  });

  it("counts ties that are too many to name, and reads them again where the count has changed", async () => {
    await database.run(
      `CREATE TABLE many AS SELECT i AS id, 1 AS version FROM range(${maxKnownTies + 500}) AS rows(i)`,
    );
    const stream = await database.select("many", { cursor: "version" });
    const { position } = await database.read(stream);
    expect(JSON.stringify(position).length).toBeLessThan(64_000);
    expect(position).toMatchObject({ ties: { count: maxKnownTies + 500 } });
    expect((await database.read(stream, position)).rows).toEqual([]);
    await database.run("INSERT INTO many VALUES (-1, 1)");
    const again = await database.read(stream, position);
    expect(again.rows).toHaveLength(maxKnownTies + 501);
    expect(database.ctx.lines.map(({ message }) => message).join()).toMatch(/too many to tell old from new/);
    expect((await database.read(stream, again.position)).rows).toEqual([]);
  });

  it("begins anew with another cursor, and refuses one that has no order", async () => {
    const { position } = await database.read(await database.select("events", byDay));
    const byId = await database.select("events", { cursor: "id" });
    expect((await database.read(byId, position)).rows).toHaveLength(6000);
    await database.run("CREATE TABLE flags (flag BOOLEAN)");
    const flags = await database.select("flags", { cursor: "flag", mode: "incremental" });
    await expect(database.read(flags)).rejects.toThrow(
      /"flag" of main\.flags cannot be a cursor: it is BOOLEAN/,
    );
  });

  it("refuses a position that is not its own", async () => {
    const stream = await database.select("events", byDay);
    await expect(database.read(stream, { lsn: "0/1" } as Position)).rejects.toThrow(/not one of this source/);
  });
});

describe("a table that is not as it was", () => {
  it("is told by name: a column that is gone or of another type, or all of it", async () => {
    const stream = await database.select("events");
    await database.run("DROP VIEW early", "ALTER TABLE events ALTER note TYPE BLOB");
    await expect(database.read(stream)).rejects.toThrow(/"note" of main\.events is BLOB by now/);
    await database.run("ALTER TABLE events DROP note");
    await expect(database.read(stream)).rejects.toThrow(/"note" of main\.events is gone/);
    await database.run("DROP TABLE events");
    await expect(database.read(stream)).rejects.toThrow(/no table or view main\.events/);
  });
});

describe("the file", () => {
  it("can be read by several at once, but not while another program has it for writing", async () => {
    const stream = await database.select("events", { where: "id < 3" });
    const both = await Promise.all([database.read(stream), database.read(stream)]);
    expect(both.map(({ rows }) => rows.length)).toEqual([3, 3]);
    const script = `const { DuckDBInstance } = require("@duckdb/node-api");
      DuckDBInstance.create(process.argv[1]).then((held) => { console.log("held"); process.stdin.on("end", () => held.closeSync()).resume(); });`;
    const holder = spawn(process.execPath, ["-e", script, database.file]);
    await once(holder.stdout, "data");
    const error: unknown = await database.read(stream).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransientError);
    expect((error as Error).message).toMatch(
      new RegExp(`open in another program.*PID ${holder.pid}.*nobody read meanwhile.*close the file there`),
    );
    holder.stdin.end();
    await once(holder, "exit");
    expect((await database.read(stream)).rows).toHaveLength(3);
  });

  it("that this process writes is read as it was committed, and one that it reads is not written", async () => {
    const stream = await database.select("events", { where: "id < 3" });
    await withSession(database.file, database.ctx, async (writer) => {
      await writer.run("BEGIN");
      await writer.run("INSERT INTO events VALUES (-7, NULL, NULL)");
      expect((await database.read(stream)).rows).toHaveLength(3);
      await writer.run("COMMIT");
      expect((await database.read(stream)).rows).toHaveLength(4);
    });
    await withSession(
      database.file,
      database.ctx,
      async () => {
        const writing = withSession(database.file, database.ctx, (writer) =>
          writer.run("DELETE FROM events"),
        );
        await expect(writing).rejects.toThrow(/being read by another sync/);
      },
      "read",
    );
  });

  it("has no stream of what Sluice keeps in it for itself", async () => {
    await database.run("CREATE TABLE _sluice_checkpoints (id INTEGER)");
    const streams = await duckdbSource.discover(database.config, database.ctx);
    expect(streams.map(({ name }) => name)).toEqual(["early", "events"]);
  });
});
