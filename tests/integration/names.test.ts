import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { duckdbDestination } from "@/connectors/destinations/duckdb";
import { listTables } from "@/connectors/destinations/duckdb/testing/file";
import { mysqlDestination } from "@/connectors/destinations/mysql";
import { postgresDestination } from "@/connectors/destinations/postgres";
import type { JsonObject } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { toIdentifier } from "@/connectors/sdk/naming/identifiers";
import { hurriedClock, syncInProcess } from "../support/engine-sync";
import { createMySqlDatabase, mysqlConfigOf, testMySqlUrl, type MySqlTestDatabase } from "../support/mysql";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";

/** Names of streams and columns, as far as the source's own limit of 63 bytes goes. */
const names = [
  `a"; DROP TABLE canary; --`,
  `a'; DROP TABLE canary; --`,
  "a`; DROP TABLE canary; --",
  `a\\'; DROP TABLE canary; --`,
  "$$; DROP TABLE canary; $$",
  "%s %d ${x} {{x}}",
  "../../canary",
  "..",
  "/etc/canary",
  "C:\\canary",
  "select",
  "pаypal",
  "\u202egnp.exe",
  "ＤＲＯＰ＂",
  "line\nbreak\ttab",
  " spaces ",
  "é̂́",
  "😀".repeat(15),
  "_airbyte_raw_id",
];
const long = "x".repeat(300);

/** What names may not do: reach a canary beside them, leave their folder, or go by another name than the documented one. */
describeWithPostgres("a name that attacks", { timeout: 120_000 }, () => {
  let source: TestDatabase;
  let target: TestDatabase;
  let mysql: MySqlTestDatabase | null = null;
  let ctx: TestContext;
  beforeAll(async () => {
    [source, target] = await Promise.all([createTestDatabase("names"), createTestDatabase("names")]);
    for (const name of names) {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      await source.query(`CREATE TABLE ${quoted} (id int PRIMARY KEY, ${quoted} text)`);
      await source.query(`INSERT INTO ${quoted} VALUES (1, 'one'), (2, 'two')`);
    }
    await target.query("CREATE TABLE canary (id int); INSERT INTO canary VALUES (1)");
    if (testMySqlUrl) {
      mysql = await createMySqlDatabase("names");
      await mysql.query("CREATE TABLE canary (id int); INSERT INTO canary VALUES (1)");
    }
    ctx = await createTestContext({ clock: hurriedClock });
  });
  afterAll(async () => {
    await Promise.all([source.drop(), target.drop(), mysql?.drop(), ctx.dispose()]);
  });

  it("arrives as the documented name of a schema, a table and a column: postgres", async () => {
    const config = connectorConfigOf(target.url, { schema: "own" });
    for (const [name, namespace, prefix] of hostileTables()) {
      await expectMoved("postgres", config, { name, namespace, prefix });
      const rules = postgresDestination.capabilities.identifiers;
      const found = await target.query(
        "SELECT count(*)::int AS columns FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2",
        [toIdentifier(namespace, rules), toIdentifier(prefix + name, rules)],
      );
      expect(found).toEqual([{ columns: 6 }]);
    }
    expect(await target.query("SELECT id FROM canary")).toEqual([{ id: 1 }]);
  });

  it.runIf(testMySqlUrl)("arrives as the documented name of a table and a column: mysql", async () => {
    const database = mysql?.name ?? "";
    for (const [name, , prefix] of hostileTables()) {
      const config = mysqlConfigOf(new URL(mysql?.url ?? ""));
      const outcome = await move("mysql", config, { name, prefix });
      const table = toIdentifier(prefix + name, mysqlDestination.capabilities.identifiers);
      // MySQL itself takes no name that ends in a space, nor one beyond U+FFFF.
      if (/ $|[\u{10000}-\u{10ffff}]/u.test(table) && outcome.status === "failed") {
        expect(outcome.failure).toMatchObject({
          kind: "config",
          message: expect.stringMatching(/another name/),
        });
        continue;
      }
      expect(outcome).toMatchObject({ status: "succeeded", rowsWritten: 2 });
      const tables = await mysql?.query(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${database}'`,
      );
      expect(tables?.map((row) => row.name)).toContain(table);
    }
    expect(await mysql?.query("SELECT id FROM canary")).toEqual([{ id: "1" }]);
  });

  it("arrives as the documented name of a schema, a table and a column: duckdb", async () => {
    const rules = duckdbDestination.capabilities.identifiers;
    for (const [name, namespace, prefix] of hostileTables()) {
      await expectMoved("duckdb", { destination_path: "names.duckdb" }, { name, namespace, prefix });
      expect(await listTables(path.join(ctx.localFiles.root, "names.duckdb"))).toContain(
        `${toIdentifier(namespace, rules)}.${toIdentifier(prefix + name, rules)}`,
      );
    }
  });

  it("leads no file out of its folder: local-files", async () => {
    const around = path.dirname(ctx.localFiles.root);
    const before = (await readdir(around)).filter((entry) => /canary|etc|pwned/.test(entry));
    for (const [name, namespace, prefix] of hostileTables())
      await expectMoved("local-files", { destination_path: "out" }, { name, namespace, prefix });
    const inside = await readdir(path.join(ctx.localFiles.root, "out"), { recursive: true });
    expect(inside.length).toBeGreaterThan(names.length);
    expect((await readdir(around)).filter((entry) => /canary|etc|pwned/.test(entry))).toEqual(before);
    const others = (await readdir(ctx.localFiles.root)).filter(
      (entry) => !/^(out|names\.duckdb.*)$/.test(entry),
    );
    expect(others).toEqual([]);
  });

  /** Name of the stream, namespace and prefix; each of the names in each place, and one of 300 characters. */
  function hostileTables(): [name: string, namespace: string, prefix: string][] {
    return [
      ...names.map((name): [string, string, string] => [name, name, ""]),
      ...names.slice(0, 7).map((name): [string, string, string] => [name, "plain", name]),
      ["select", long, long],
    ];
  }

  const move = (
    connector: string,
    config: JsonObject,
    names: { name: string; namespace?: string; prefix: string },
  ) =>
    syncInProcess(
      {
        source: { connector: "postgres", config: connectorConfigOf(source.url) },
        destination: { connector, config },
        syncMode: "full_refresh_overwrite",
        ...names,
      },
      ctx,
    );

  async function expectMoved(...call: Parameters<typeof move>): Promise<void> {
    expect([call[2], await move(...call)]).toMatchObject([
      call[2],
      { status: "succeeded", rowsWritten: 2, failure: null },
    ]);
  }
});
