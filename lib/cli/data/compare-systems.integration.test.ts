import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { query as queryDuckdb } from "@/connectors/destinations/duckdb/testing/file";
import { createMySqlDatabase, describeWithMySql, type MySqlTestDatabase } from "@/tests/support/mysql";
import { createTestDatabase, testPostgresUrl, type TestDatabase } from "@/tests/support/postgres";
import { sluice, sync } from "@/tests/support/sluice";

/** Values of every kind that the two sides must write alike. */
const everything = `
  CREATE TABLE things (
    id bigint PRIMARY KEY, name text, paid boolean, small smallint, price numeric(12,3), ratio double precision,
    share real, day date, clock time, at timestamp, seen timestamptz, raw bytea, tags jsonb, owner uuid);
  INSERT INTO things SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE 'Grüße ' || i END, i % 2 = 0, i % 100, i * 1.25,
    i / 7.0, i / 3.0, date '1970-01-01' + i * 10, time '00:00:01.5' + i * interval '1 s',
    timestamp '1969-12-30 23:59:59.123456' + i * interval '1 h', timestamptz '2026-01-01' + i * interval '1 min',
    decode(lpad(to_hex(i), 8, '0'), 'hex'), jsonb_build_object('n', i), md5(i::text)::uuid
    FROM generate_series(1, 500) AS i;
`;

const isReady = testPostgresUrl !== undefined;

(isReady ? describeWithMySql : describe.skip)("verify and repair over different systems", () => {
  let postgres: TestDatabase;
  let target: TestDatabase;
  let mysql: MySqlTestDatabase;
  let folder: string;
  beforeEach(async () => {
    postgres = await createTestDatabase("systems");
    target = await createTestDatabase("systems_target");
    mysql = await createMySqlDatabase("systems");
    folder = await mkdtemp(path.join(tmpdir(), "sluice-systems-"));
    await postgres.query(everything);
  });
  afterEach(async () => {
    await postgres.drop();
    await target.drop();
    await mysql.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const verify = (args: string[]) => sluice(["verify", ...args]);
  const repair = (args: string[]) => sluice(["repair", ...args]);

  /** Green at first; red by the names of the rows once `tamper` has run; green again after the repair. */
  async function goesRound(args: string[], tamper: () => Promise<unknown>, names: string[]) {
    await sync([...args, "--verify", "checksums"]);
    expect(await verify(args)).toMatchObject({ code: 0 });
    await tamper();
    const found = await verify(args);
    expect(found.code).toBe(1);
    for (const name of names) expect(found.stdout).toContain(name);
    const mended = await repair(args);
    expect([mended.code, mended.stdout, mended.stderr]).toEqual([
      0,
      expect.stringMatching(/the same by checksums now/),
      "",
    ]);
    expect(await verify(args)).toMatchObject({ code: 0 });
  }

  it("PostgreSQL and DuckDB", async () => {
    const file = path.join(folder, "warehouse.duckdb");
    await goesRound(
      ["--from", postgres.url, "--to", `duckdb://${file}`],
      async () => {
        await queryDuckdb(file, "UPDATE public.things SET ratio = ratio + 1e-12 WHERE id = 3");
        await queryDuckdb(file, "DELETE FROM public.things WHERE id = 400");
      },
      ["different: id = 3", "missing: id = 400"],
    );
  });

  it("PostgreSQL and MySQL, and back", async () => {
    const there = ["--from", postgres.url, "--to", mysql.url];
    await goesRound(there, async () => {
      await mysql.query("UPDATE things SET seen = seen + INTERVAL 1 MICROSECOND WHERE id = 3");
      await mysql.query("DELETE FROM things WHERE id = 400");
    }, ["different: id = 3", "missing: id = 400"]);
    const back = [
      "--from",
      mysql.url,
      "--to",
      target.url,
      "--primary-key",
      "things=id",
      "--streams",
      "things",
    ];
    await goesRound(
      [...back, "--mode", "deduped", "--cursor", "things=id"],
      () => target.query(`UPDATE "${mysql.name}".things SET name = 'Gruesse 5' WHERE id = 5`),
      ["different: id = 5"],
    );
  });

  it("a file and PostgreSQL, which reads the file once more to compare it", async () => {
    const file = path.join(folder, "people.jsonl");
    const lines = Array.from({ length: 300 }, (_, id) =>
      JSON.stringify({
        id,
        name: `person ${id}`,
        at: `2026-01-01T00:00:${String(id % 60).padStart(2, "0")}Z`,
        more: { z: id, a: [1.5, null] },
      }),
    );
    await writeFile(file, lines.join("\n"));
    const args = ["--from", `file:${file}`, "--to", target.url, "--mode", "overwrite", "--primary-key", "id"];
    await sync([...args, "--verify", "checksums"]);
    expect(await verify(args)).toMatchObject({ code: 0 });
    await target.query(`UPDATE people SET more = jsonb_set(more, '{a,0}', '2.5') WHERE id = 17`);
    const found = await verify(args);
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(
      /1 row of the source missing in the destination, 1 row that the source does not have/,
    );
  });

  it("JSON of MySQL and PostgreSQL, whose texts differ, by reading it", async () => {
    const args = ["--from", mysql.url, "--to", target.url];
    await mysql.query(
      'CREATE TABLE docs (id int PRIMARY KEY, doc json); INSERT INTO docs VALUES (1, \'{"bb":1.50,"a":[1e2,null]}\')',
    );
    await sync(args);
    expect(await verify(args)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/the same by checksums/),
    });
    await target.query(`UPDATE "${mysql.name}".docs SET doc = '{"bb":1.5,"a":[100]}'`);
    expect(await verify(args)).toMatchObject({ code: 1 });
    expect(await repair(args)).toMatchObject({ code: 0 });
  });

  it("says which columns have no text in common, and compares the others", async () => {
    await postgres.query(
      "CREATE TABLE zones (id int PRIMARY KEY, clock timetz); INSERT INTO zones VALUES (1, '12:00+02')",
    );
    const args = ["--from", postgres.url, "--to", target.url, "--streams", "zones"];
    await sync(args);
    expect(await verify(args)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Not compared: column clock/),
    });
    await target.query("UPDATE zones SET id = 2");
    expect(await verify(args)).toMatchObject({ code: 1 });
  });
});
