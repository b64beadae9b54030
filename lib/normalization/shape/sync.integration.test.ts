import { createDecipheriv, createHash } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { query as queryDuckDb } from "@/connectors/destinations/duckdb/testing/file";
import { findDestination } from "@/connectors/registry";
import type { JsonObject, StreamCounts } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { askNobody, openPlace } from "@/lib/governance/testing/keeping";
import { planStreams, type ChosenStream, type SyncPlan } from "@/lib/sync/plan";
import { verifyStream } from "@/lib/sync/verify";
import { handlers, type TaskContext } from "@/lib/worker/handlers";
import type { DestinationCall } from "@/lib/worker/tasks";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { mappers } from "./testing";

const key = "2d".repeat(32);
const email = "alice@example.org";

/** Composite types are objects whose fields are known; arrays of them are arrays of such. */
const schema = `
  CREATE TYPE place AS (lat float8, tags text[]);
  CREATE TYPE address AS (city text, zip bigint, place place);
  CREATE TYPE sold AS (sku text, price numeric, paid date);
  CREATE TYPE purchase AS (number bigint, sent_to address, lines sold[]);
  CREATE TABLE people (id int PRIMARY KEY, email text NOT NULL, status text, phone text, secret text, pin text,
    home address, purchases purchase[]);
  INSERT INTO people VALUES
    (1, '${email}', 'active', '555', 'sesame', '0000',
      ('Köln', 9223372036854775807, (-0.1, '{a,"b c"}')),
      ARRAY[(9007199254740993, ('Berlin', NULL, NULL), ARRAY[('x', 12345678901234567890.10, '2024-02-29'), ('y', NULL, NULL)]::sold[]),
            (2, NULL, '{}')]::purchase[]),
    (2, 'bob@example.org', 'active', NULL, NULL, NULL, NULL, NULL),
    (3, 'carol@example.org', 'gone', NULL, NULL, NULL, NULL, '{}'),
    (4, 'dan@example.org', 'active', NULL, NULL, NULL, ('', 0, (NULL, NULL)), ARRAY[NULL]::purchase[])`;

const everyMapper = mappers(
  {
    type: "row-filtering",
    mapperConfiguration: { conditions: { type: "EQUAL", fieldName: "status", comparisonValue: "active" } },
  },
  { type: "field-filtering", mapperConfiguration: { targetField: "pin" } },
  { type: "field-renaming", mapperConfiguration: { originalFieldName: "phone", newFieldName: "telephone" } },
  { type: "hashing", mapperConfiguration: { targetField: "email", method: "SHA-256" } },
  {
    id: "secret",
    type: "encryption",
    mapperConfiguration: { algorithm: "AES", targetField: "secret", mode: "GCM", padding: "NoPadding" },
  },
);

describeWithPostgres("a shaped stream", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  let task: TaskContext;
  let runs = 0;
  beforeAll(async () => {
    database = await createTestDatabase("shape");
    await database.query(schema);
    ctx = await createTestContext();
    task = { ctx, emit: () => undefined, shouldStop: () => false, askConsole: askNobody };
  });
  afterAll(async () => {
    await ctx.dispose();
    await database.drop();
  });

  const serverConfig = (): JsonObject => {
    const { hostname, port, pathname, username } = new URL(database.url);
    return { host: hostname, port: Number(port), database: pathname.slice(1), username, password: "" };
  };

  /** One run of a connection as the engine carries it out; every table verified. Returns the plan and what was counted. */
  async function sync(connector: string, config: JsonObject, chosen: Partial<ChosenStream>) {
    const source = { connector: "postgres", config: serverConfig() };
    const destination = { connector, config, place: openPlace };
    const loaded = await findDestination(connector)?.load();
    if (!loaded) throw new Error(`${connector} is not registered.`);
    const planned = planStreams({
      connectionId: `shape-${connector}`,
      syncId: ++runs,
      extractedAtMs: Date.UTC(2026, 0, runs),
      chosen: [
        {
          namespace: "public",
          name: "people",
          syncMode: "full_refresh_overwrite",
          cursorField: [],
          primaryKey: [],
          ...chosen,
        },
      ],
      discovered: await handlers.discover({ source }, task),
      generations: new Map([['["public","people"]', runs]]),
      capabilities: loaded.capabilities,
      locations: loaded.locations(loaded.spec.parse(config)),
      namespace: { definition: "custom_format", format: "shaped" },
      prefix: "",
      normalization: "basic",
      objects: "flatten",
    });
    const counts = await move(source, destination, planned);
    for (const [index, plan] of planned.streams.entries()) {
      const finished = await handlers.finish({ destination, plan }, task);
      const measured = await handlers.measure({ destination, plan }, task);
      const own = counts[index];
      if (!own) throw new Error(`Nothing was counted for ${plan.stream.name}.`);
      expect(verifyStream({ counts: own, finished, measured })).toMatchObject({
        verified: true,
        reason: null,
      });
    }
    return { planned, counts };
  }

  async function move(
    source: { connector: string; config: JsonObject },
    destination: DestinationCall,
    planned: SyncPlan,
  ): Promise<StreamCounts[]> {
    const feeds = await handlers.planFeeds({ source, destination, ...planned }, task);
    expect(feeds).toHaveLength(1);
    const counts: StreamCounts[] = [];
    for (const { feed, reads, streamIndexes, encoding } of feeds) {
      expect(encoding).toBe("rows");
      const { checkpoint, complete } = await handlers.moveSlice(
        {
          source,
          destination,
          feed,
          plan: {
            connectionId: planned.streams[0]?.connectionId ?? "",
            feedId: feed.id,
            syncId: runs,
            streams: streamIndexes.flatMap((index) => planned.streams[index] ?? []),
            encoding,
            isRepeatable: false,
            fence: runs,
            careful: false,
          },
          shapes: reads.map((index) => planned.reads[index]?.shape ?? null),
          mapperSecrets: { secret: key },
          quarantineLimit: 0,
          budgetMs: 60_000,
        },
        task,
      );
      expect(complete).toBe(true);
      counts.push(...(checkpoint?.counts ?? []));
    }
    return counts;
  }

  interface Table {
    name: string;
    /** Ordered as they are written. */
    columns: string[];
    order: string;
  }
  const people: Table = {
    name: "people",
    columns: [
      "id",
      "email_hashed",
      "telephone",
      "secret_encrypted",
      "home_city",
      "home_zip",
      "home_place_lat",
      "home_place_tags",
      "_airbyte_people_hashid",
    ],
    order: "id",
  };
  const purchases: Table = {
    name: "people_purchases",
    columns: [
      "_airbyte_people_hashid",
      "_sluice_position",
      "number",
      "sent_to_city",
      "sent_to_zip",
      "_airbyte_people_purchases_hashid",
    ],
    order: "number NULLS LAST",
  };
  const lines: Table = {
    name: "people_purchases_lines",
    columns: ["_airbyte_people_purchases_hashid", "_sluice_position", "sku", "price", "paid"],
    order: "sku",
  };

  type Read = (table: Table) => Promise<(string | null)[][]>;
  const select = ({ name, columns, order }: Table) =>
    `SELECT ${columns.map((column) => `${column}::varchar AS ${column}`).join(", ")} FROM shaped.${name} ORDER BY ${order}`;

  const destinations: [string, () => JsonObject, Read][] = [
    [
      "postgres",
      () => ({ ...serverConfig(), schema: "shaped" }),
      async (table) => {
        const rows = await database.query<Record<string, string | null>>(select(table));
        return rows.map((row) => table.columns.map((column) => row[column] ?? null));
      },
    ],
    [
      "duckdb",
      () => ({ destination_path: "/local/shape.duckdb", schema: "shaped" }),
      (table) => queryDuckDb(path.join(ctx.localFiles.root, "shape.duckdb"), select(table)),
    ],
  ];

  it.each(destinations)(
    "reaches %s with every mapper, flattened objects and child tables",
    async (connector, config, read) => {
      const chosen = { mappers: everyMapper, arrays: "tables" } as const;
      const { counts } = await sync(connector, config(), chosen);
      expect(counts.map(({ read: given, written, filtered }) => [given, written, filtered])).toEqual([
        [4, 3, 1],
        [3, 3, 0],
        [2, 2, 0],
      ]);
      await expectTables(read);
      // An overwrite replaces children with their parents.
      await sync(connector, config(), chosen);
      await expectTables(read);
    },
  );

  async function expectTables(read: Read): Promise<void> {
    const [alice = [], bob = [], dan = []] = await read(people);
    const hashed = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(alice.slice(0, 3)).toEqual(["1", hashed(email), "555"]);
    expect(decrypt(String(alice[3]))).toBe("sesame");
    expect(alice.slice(4, 7)).toEqual(["Köln", "9223372036854775807", "-0.1"]);
    expect(JSON.parse(String(alice[7]))).toEqual(["a", "b c"]);
    expect(bob.slice(0, 8)).toEqual(["2", hashed("bob@example.org"), ...new Array<null>(6).fill(null)]);
    expect(dan.slice(4, 8)).toEqual(["", "0", null, null]);

    const [second = [], first = [], none = []] = await read(purchases);
    expect(first.slice(0, 5)).toEqual([alice[8], "0", "9007199254740993", "Berlin", null]);
    expect(second.slice(0, 5)).toEqual([alice[8], "1", "2", null, null]);
    expect(none.slice(0, 5)).toEqual([dan[8], "0", null, null, null]);
    expect(await read(lines)).toEqual([
      [first[5], "0", "x", expect.stringMatching(/^12345678901234567890\.100*$/), "2024-02-29"],
      [first[5], "1", "y", null, null],
    ]);
  }

  it.each(destinations)(
    "is added to in %s, children with their own parents",
    async (connector, config, read) => {
      const rows = async () =>
        Promise.all([people, purchases, lines].map(async (table) => (await read(table)).length));
      await sync(connector, config(), { mappers: everyMapper, arrays: "tables" });
      expect(await rows()).toEqual([3, 3, 2]);
      await sync(connector, config(), {
        mappers: everyMapper,
        arrays: "tables",
        syncMode: "full_refresh_append",
      });
      expect(await rows()).toEqual([6, 6, 4]);
      const parents = (await read(people)).map((row) => row[8]);
      expect(new Set(parents).size).toBe(6);
      for (const [link] of await read(purchases)) expect(parents).toContain(link);
      const owners = (await read(purchases)).map((row) => row[5]);
      expect(new Set(owners).size).toBe(6);
      for (const [link] of await read(lines)) expect(owners).toContain(link);
    },
  );

  it.each(destinations)(
    "keeps one row for each hashed key in %s, however often it comes",
    async (connector, config, read) => {
      const table = {
        ...people,
        name: "people_by_mail",
        columns: ["email_hashed", "telephone"],
        order: "id",
      };
      const chosen = {
        syncMode: "incremental_deduped_history",
        cursorField: ["id"],
        primaryKey: [["email"]],
        history: false,
        destinationName: "people_by_mail",
        mappers: everyMapper,
      } satisfies Partial<ChosenStream>;
      await sync(connector, config(), chosen);
      await database.query(`INSERT INTO people VALUES (5, '${email}', 'active', '666')`);
      const { planned } = await sync(connector, config(), chosen);
      await database.query("DELETE FROM people WHERE id = 5");
      expect(planned.streams[0]?.key).toEqual(["email_hashed"]);
      const rows = await read(table);
      expect(rows).toHaveLength(3);
      expect(rows).toContainEqual([createHash("sha256").update(email).digest("hex"), "666"]);
    },
  );

  it.each(destinations)(
    "without a key is deduplicated in %s by the hash of its rows",
    async (connector, config, read) => {
      await database.query("CREATE TABLE IF NOT EXISTS notes (at int, note text)");
      await database.query("TRUNCATE notes");
      await database.query("INSERT INTO notes VALUES (1, 'a'), (1, 'a'), (1, NULL), (1, '')");
      const chosen = {
        name: "notes",
        syncMode: "incremental_deduped_history",
        cursorField: ["at"],
        history: false,
      } satisfies Partial<ChosenStream>;
      const { planned } = await sync(connector, config(), chosen);
      expect(planned.streams[0]?.key).toEqual(["_sluice_row_hash"]);
      const notes = { name: "notes", columns: ["note", "_sluice_row_hash"], order: "note NULLS LAST" };
      const rows = await read(notes);
      expect(rows.map(([note]) => note)).toEqual(["", "a", null]);
      expect(new Set(rows.map(([, hash]) => hash)).size).toBe(3);
    },
  );
});

function decrypt(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "hex"), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(12, -16)).toString() + decipher.final().toString();
}
