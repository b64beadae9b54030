import path from "node:path";
import { expect, it } from "vitest";
import { query as queryDuckdb } from "@/connectors/destinations/duckdb/testing/file";
import { describeWithPostgres } from "@/tests/support/postgres";
import { eventsOf, Sluice, sync } from "@/tests/support/sluice";
import { rowsOf, useSluiceLab } from "@/tests/support/sluice-lab";

describeWithPostgres("sluice sync after a death", () => {
  const lab = useSluiceLab();
  const restarted = async (args: string[], dieAt: RegExp) => {
    const first = new Sluice(["sync", "--json", ...args]);
    expect(await first.untilSaid(dieAt)).toBe(true);
    first.child.kill("SIGKILL");
    expect((await first.ended()).signal).toBe("SIGKILL");
    return sync(args);
  };

  it("goes on in the middle of a table, without losing or repeating a row", async () => {
    const { target } = lab();
    const args = [
      "--from",
      "sample://?count=60000&seed=7&always_updated=false",
      "--to",
      target.url,
      "--streams",
      "users",
      "--mode",
      "append",
    ];
    const { events } = await restarted(args, /"rowsRead":[1-9]\d{4}/);
    expect(events[0]).toMatchObject({ type: "plan", goesOn: true });
    expect(
      await target.query(
        "SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids, count(DISTINCT _airbyte_extracted_at)::int AS runs FROM users",
      ),
    ).toEqual([{ rows: 60_000, ids: 60_000, runs: 1 }]);
    await sync([
      "--from",
      "sample://?count=60000&seed=7&always_updated=false",
      "--to",
      target.url,
      "--streams",
      "users",
      "--namespace",
      "whole",
    ]);
    expect(
      await target.query(
        "SELECT count(*)::int AS rows FROM (SELECT to_jsonb(a) - '_airbyte_raw_id' - '_airbyte_extracted_at' - '_airbyte_meta' FROM users a EXCEPT ALL SELECT to_jsonb(b) - '_airbyte_raw_id' - '_airbyte_extracted_at' - '_airbyte_meta' FROM whole.users b) AS different",
      ),
    ).toEqual([{ rows: 0 }]);
  });

  it("goes on in the middle of finishing, in every mode", async () => {
    const { source, target, ends } = lab();
    for (const mode of ["overwrite", "append", "deduped", "incremental"]) {
      const cursor = ["deduped", "incremental"].includes(mode) ? ["--cursor", "updated_at"] : [];
      const args = [...ends, "--streams", "orders", "--namespace", mode, "--mode", mode, ...cursor];
      const { events, result } = await restarted(args, /"phase":"finishing"/);
      expect(events[0]).toMatchObject({ type: "plan", goesOn: true });
      expect(result.streams).toMatchObject([{ rowsRead: 1000, rowsWritten: 1000, verified: true }]);
      expect(await rowsOf(target, `${mode}.orders`)).toEqual(await rowsOf(source, "orders"));
    }
  });

  it("goes on with a stream that had nothing new for a while", async () => {
    const { source, target, ends } = lab();
    const args = [...ends, "--streams", "orders", "--mode", "incremental", "--cursor", "updated_at"];
    await sync(args);
    const idle = await sync(args);
    expect(idle.result.streams).toMatchObject([{ rowsRead: 0, verified: true }]);
    expect(idle.events.map((event) => event.type)).not.toContain("progress");
    await source.query(
      "INSERT INTO orders SELECT i, 'late', 0, timestamptz '2026-03-01' + i * interval '1 s' FROM generate_series(2001, 2500) AS i",
    );
    const { events, result } = await restarted(args, /"phase":"finishing"/);
    expect(events[0]).toMatchObject({ type: "plan", goesOn: true });
    expect(result.streams).toMatchObject([{ rowsRead: 500, verified: true }]);
    expect(await rowsOf(target, "orders")).toEqual(await rowsOf(source, "orders"));
    expect((await sync(args)).result.streams).toMatchObject([{ rowsRead: 0 }]);
  });

  it("goes on in a DuckDB file that was being written", async () => {
    const { folder } = lab();
    const file = path.join(folder, "killed.duckdb");
    const args = [
      "--from",
      "sample://?count=60000&seed=7&always_updated=false",
      "--to",
      `duckdb://${file}`,
      "--streams",
      "users",
      "--mode",
      "append",
    ];
    await restarted(args, /"rowsRead":[1-9]\d{4}/);
    expect(await queryDuckdb(file, "SELECT count(*), count(DISTINCT id) FROM main.users")).toEqual([
      ["60000", "60000"],
    ]);
  });

  it("ends at a checkpoint when it is asked to, and says how to go on", async () => {
    const { target } = lab();
    const args = [
      "--from",
      "sample://?count=60000&seed=7&always_updated=false",
      "--to",
      target.url,
      "--streams",
      "users",
      "--mode",
      "append",
    ];
    const first = new Sluice(["sync", "--json", ...args]);
    expect(await first.untilSaid(/"rowsRead":[1-9]\d{4}/)).toBe(true);
    first.child.kill("SIGTERM");
    const { code, stdout } = await first.ended();
    expect(code).toBe(1);
    expect(eventsOf(stdout).at(-1)).toMatchObject({ type: "result", status: "cancelled" });
    const [{ rows } = { rows: 0 }] = await target.query<{ rows: number }>(
      "SELECT count(*)::int AS rows FROM users",
    );
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(60_000);
    await sync(args);
    expect(
      await target.query("SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids FROM users"),
    ).toEqual([{ rows: 60_000, ids: 60_000 }]);
  });
});
