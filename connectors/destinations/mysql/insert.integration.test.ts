import { afterEach, expect, it, vi } from "vitest";
import { type Field, metaColumns } from "@/connectors/sdk";
import { MySqlSession, type ServerFacts } from "@/connectors/sdk/mysql/session";
import { describeWithMySql } from "@/tests/support/mysql";
import { mysqlDestination } from ".";
import { pretendServer, useWriting } from "./testing";

/** The server of the tests allows LOAD DATA LOCAL, and other tests count on it: here it says that it does not. */
describeWithMySql("MySQL destination: a server without LOAD DATA LOCAL", () => {
  const bench = useWriting("insert");
  const { plan, load, finish, table, measure } = bench;
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const fields: Field[] = [
    { name: "id", type: { kind: "integer", bits: 64 }, nullable: true },
    { name: "text", type: { kind: "string" }, nullable: true },
    { name: "bytes", type: { kind: "binary" }, nullable: true },
  ];
  const withoutLoad = (more: Partial<ServerFacts> = {}) => pretendServer({ localInfile: false, ...more });

  it("is filled by INSERT, with every value as it was, and says so in the log", async () => {
    withoutLoad();
    const stream = plan({ fields, write: "overwrite" });
    const text = "\0 \\ \t \n ' \" 🌍 NULL";
    await load(stream, [
      [1, text, Uint8Array.of(0, 39, 92, 255)],
      [2, null, null],
      [3, "NULL", new Uint8Array(0)],
      [2n ** 70n, "", null],
    ]);
    expect(await finish(stream)).toEqual({ rows: 4, superseded: 0 });
    const found = await bench.query("SELECT id, text, HEX(bytes) AS bytes FROM orders ORDER BY text");
    expect(new Set(found.map(({ text, bytes }) => `${text ?? "-"}|${bytes ?? "-"}`))).toEqual(
      new Set([`${text}|00275CFF`, "-|-", "NULL|", "|-"]),
    );
    const metas = (await table()).map(
      (row) => JSON.parse(row[metaColumns.meta] ?? "") as { changes: object[] },
    );
    expect(metas.map(({ changes }) => changes.length).sort()).toEqual([0, 0, 0, 1]);
    expect(bench.ctx.lines.map(({ message }) => message).join()).toMatch(/local_infile is off.*by INSERT/);
  });

  it("gets many rows in few statements, none of them larger than the server takes", async () => {
    withoutLoad({ maxAllowedPacket: 200_000 });
    const run = vi.spyOn(MySqlSession.prototype, "run");
    const rows = Array.from({ length: 5000 }, (_, id) => [id, "ü".repeat(id % 50), null]);
    await load(plan({ fields }), [...rows, [5000, "x".repeat(100_000), null]]);
    const inserts = run.mock.calls
      .map(([, sql]) => sql)
      .filter((sql) => sql.startsWith("INSERT INTO") && sql.includes("VALUES ("));
    expect(inserts.length).toBeLessThan(60);
    for (const sql of inserts) expect(Buffer.byteLength(sql)).toBeLessThan(200_000);
    expect(await measure(plan({ fields }))).toBe(5001);
  });

  it("passes the check", async () => {
    withoutLoad();
    await mysqlDestination.check(bench.config, bench.ctx);
    expect(await bench.allTables()).toEqual([]);
  });

  it("that only finds out when it is asked is filled by INSERT too", async () => {
    await bench.query("SET GLOBAL local_infile = 0");
    try {
      withoutLoad({ localInfile: true });
      await load(plan({ fields }), [[1, "one", null]]);
    } finally {
      await bench.query("SET GLOBAL local_infile = 1");
    }
    expect((await table()).map(({ text }) => text)).toEqual(["one"]);
  });
});
