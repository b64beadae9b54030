import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AuthError, ConfigError, TransientError } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createMySqlDatabase, describeWithMySql, type MySqlTestDatabase } from "@/tests/support/mysql";
import { mysqlSource } from ".";
import type { MySqlSourceConfig } from "./config";
import { configOf, discoverOne, readRows, selectFull } from "./testing";

const nastyNames = [
  "a`b",
  "q\"u'o;te",
  "DROP TABLE x; --",
  "ümläut",
  "with space",
  "back\\slash",
  "per%cent_",
];

describeWithMySql("checking and discovering MySQL", () => {
  let database: MySqlTestDatabase;
  let ctx: TestContext;
  const user = `sluice_${process.pid}`;
  const quoted = (name: string) => `\`${name.replaceAll("`", "``")}\``;
  beforeAll(async () => {
    database = await createMySqlDatabase("check");
    await database.query(
      `CREATE USER '${user}'@'%' IDENTIFIED BY 'right'; CREATE TABLE open (a int, b int); CREATE TABLE closed (a int);
       INSERT INTO open VALUES (1, 2)`,
    );
  });
  afterAll(async () => {
    await database.query(`DROP USER '${user}'@'%'`);
    await database.drop();
  });
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(() => ctx.dispose());

  const config = (more: Partial<MySqlSourceConfig> = {}) => configOf(database.url, more);
  const asUser = (more: Partial<MySqlSourceConfig> = {}) =>
    config({ username: user, password: "right", ...more });

  it("refuses a wrong password, and says whose, but not the password", async () => {
    const refused = mysqlSource.check(asUser({ password: "wr0ng" }), ctx);
    await expect(refused).rejects.toBeInstanceOf(AuthError);
    await expect(refused).rejects.toThrow(user);
    await expect(refused).rejects.not.toThrow(/wr0ng/);
  });

  it("tells a user without rights what to run", async () => {
    await expect(mysqlSource.check(asUser(), ctx)).rejects.toThrow(
      /GRANT SELECT ON `sluice_check_\w+`\.\* TO 'sluice_/,
    );
  });

  it("tells, in check and discovery alike, which tables it leaves out and why", async () => {
    await database.query(
      `CREATE TABLE base (a int); CREATE VIEW broken AS SELECT a FROM base; DROP TABLE base;
       GRANT SELECT ON open TO '${user}'@'%'; GRANT INSERT ON closed TO '${user}'@'%'; GRANT SELECT ON broken TO '${user}'@'%'`,
    );
    const leftOut = [
      `Not offered, because "${user}" may read none of their columns: closed.`,
      "Not offered, because the server knows no column of them (a view of what is gone?): broken.",
    ];
    const told = (work: Promise<unknown>) =>
      work.then(() => ctx.lines.splice(0).flatMap(({ message }) => (/^Not/.test(message) ? [message] : [])));
    expect(await told(mysqlSource.discover(asUser(), ctx))).toEqual(leftOut);
    expect(await told(mysqlSource.check(asUser(), ctx))).toEqual(leftOut);
    expect(await told(mysqlSource.discover(asUser(), ctx, [{ name: "open" }]))).toEqual([]);
    await database.query(
      `DROP VIEW broken; REVOKE SELECT ON open FROM '${user}'@'%'; REVOKE INSERT ON closed FROM '${user}'@'%'`,
    );
  });

  it("offers the tables and columns that the user may read, and no others", async () => {
    await database.query(`GRANT SELECT (b) ON open TO '${user}'@'%'`);
    await mysqlSource.check(asUser(), ctx);
    const streams = await mysqlSource.discover(asUser(), ctx);
    expect(streams.map(({ name, fields }) => [name, fields.map((field) => field.name)])).toEqual([
      ["open", ["b"]],
    ]);
    const [stream] = streams;
    if (!stream) throw new Error("There is no stream.");
    expect((await readRows(asUser(), ctx, selectFull(stream))).rows).toEqual([[2]]);
    await database.query(`REVOKE SELECT (b) ON open FROM '${user}'@'%'`);
    await expect(readRows(asUser(), ctx, selectFull(stream))).rejects.toThrow(/GRANT SELECT/);
  });

  it("takes a user without a password, and one whose password has every kind of character", async () => {
    const odd = "p@ss w'ö`rd;\"\\%";
    await database.query(
      `ALTER USER '${user}'@'%' IDENTIFIED BY '${odd.replaceAll(/['\\]/g, "\\$&")}'; GRANT SELECT ON ${quoted(database.name)}.* TO '${user}'@'%'`,
    );
    await mysqlSource.check(asUser({ password: odd }), ctx);
    await database.query(`ALTER USER '${user}'@'%' IDENTIFIED BY ''`);
    await mysqlSource.check(asUser({ password: "" }), ctx);
    await database.query(`ALTER USER '${user}'@'%' IDENTIFIED BY 'right'`);
  });

  it("names a setting that the server does not know", async () => {
    const odd = config({ jdbc_url_params: "sessionVariables=no_such_setting=1" });
    await expect(mysqlSource.check(odd, ctx)).rejects.toThrow(/no_such_setting.*sessionVariables/s);
    await expect(mysqlSource.check(odd, ctx)).rejects.toBeInstanceOf(ConfigError);
  });

  it("gives up on a server that does not answer after the time it was given", async () => {
    const silent = config({ host: "192.0.2.1", jdbc_url_params: "connectTimeout=300" });
    await expect(mysqlSource.check(silent, ctx)).rejects.toBeInstanceOf(TransientError);
  });

  it("stops while it connects", async () => {
    const checking = mysqlSource.check(config({ host: "192.0.2.1" }), ctx);
    ctx.abort(new Error("stopped"));
    await expect(checking).rejects.toThrow("stopped");
  });

  it("reads tables and columns whatever they are called", async () => {
    for (const [index, name] of nastyNames.entries()) {
      await database.query(
        `CREATE TABLE ${quoted(name)} (${quoted(name)} int PRIMARY KEY, ${quoted(`${name}2`)} json); INSERT INTO ${quoted(name)} VALUES (${index}, '[]')`,
      );
    }
    for (const [index, name] of nastyNames.entries()) {
      const stream = await discoverOne(config(), ctx, name);
      expect(stream.fields.map((field) => [field.name, field.type.kind])).toEqual([
        [name, "integer"],
        [`${name}2`, "json"],
      ]);
      expect(stream.primaryKey).toEqual([[name]]);
      expect((await readRows(config(), ctx, selectFull(stream))).rows).toEqual([[index, "[]"]]);
      await database.query(`DROP TABLE ${quoted(name)}`);
    }
  });

  it("discovers two hundred tables in as many queries as one", async () => {
    const queries = async (work: () => Promise<unknown>) => {
      const before = await questions();
      await work();
      return (await questions()) - before;
    };
    const questions = async () => {
      const [row] = await database.query("SHOW GLOBAL STATUS LIKE 'Questions'");
      return Number(row?.Value);
    };
    const few = await queries(() => mysqlSource.discover(config(), ctx));
    const create = Array.from(
      { length: 200 },
      (_, index) => `CREATE TABLE many_${index} (id int PRIMARY KEY)`,
    );
    await database.query(create.join("; "));
    const many = await queries(() => mysqlSource.discover(config(), ctx));
    expect((await mysqlSource.discover(config(), ctx)).length).toBeGreaterThanOrEqual(202);
    // Other tests work on the same server: they ask some questions too, but not one for each table.
    expect(many).toBeLessThan(few + 150);
  });

  describe("errors while reading", () => {
    it("of a view whose table is gone ask for mending it", async () => {
      await database.query("CREATE TABLE base (a int); CREATE VIEW broken AS SELECT a FROM base");
      const stream = selectFull(await discoverOne(config(), ctx, "broken"));
      await database.query("DROP TABLE base");
      await expect(readRows(config(), ctx, stream)).rejects.toBeInstanceOf(ConfigError);
      await database.query("DROP VIEW broken");
    });

    it("that the server meets in the middle of the rows are told, not swallowed", async () => {
      await database.query(
        "CREATE TABLE numbers (a bigint); INSERT INTO numbers SELECT seq FROM seq_1_to_20000; INSERT INTO numbers VALUES (9223372036854775807); CREATE VIEW overflowing AS SELECT a + 1 AS b FROM numbers",
      );
      const stream = selectFull(await discoverOne(config(), ctx, "overflowing"));
      await expect(readRows(config(), ctx, stream)).rejects.toThrow(/out of range/);
    });
  });
});
