import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { query as queryDuckdb } from "@/connectors/destinations/duckdb/testing/file";
import { describeWithPostgres } from "@/tests/support/postgres";
import { sluice, sync } from "@/tests/support/sluice";
import { rowsOf, useSluiceLab } from "@/tests/support/sluice-lab";

describeWithPostgres("sluice sync", () => {
  const lab = useSluiceLab();

  describe("in every mode", () => {
    it("overwrites by default, all streams, and says so in one line that programs can read", async () => {
      const { source, target, ends } = lab();
      const { events, result } = await sync(ends);
      expect(result.status).toBe("succeeded");
      expect(
        result.streams.map(({ name, rowsRead, rowsWritten, verified }) => [
          name,
          rowsRead,
          rowsWritten,
          verified,
        ]),
      ).toEqual([
        ["notes", 50, 50, true],
        ["orders", 1000, 1000, true],
      ]);
      expect(events.filter(({ type }) => type === "done")).toHaveLength(2);
      expect(await rowsOf(target, "orders")).toEqual(await rowsOf(source, "orders"));
      await source.query("DELETE FROM orders WHERE id > 10");
      expect((await sync([...ends, "--streams", "orders"])).result.streams).toMatchObject([
        { rowsWritten: 10 },
      ]);
      expect(await rowsOf(target, "orders")).toEqual(await rowsOf(source, "orders"));
      const [{ generation } = { generation: 0 }] = await target.query<{ generation: string }>(
        "SELECT DISTINCT _airbyte_generation_id AS generation FROM orders",
      );
      expect(Number(generation)).toBe(2);
    });

    it("appends every run's rows", async () => {
      const { target, ends } = lab();
      const args = [...ends, "--streams", "orders", "--mode", "append"];
      await sync(args);
      await sync(args);
      const counted = await target.query(
        "SELECT count(*)::int AS rows, count(DISTINCT _airbyte_extracted_at)::int AS runs FROM orders",
      );
      expect(counted).toEqual([{ rows: 2000, runs: 2 }]);
    });

    it("adds only what is new in incremental mode, and nothing where nothing is", async () => {
      const { source, target, ends } = lab();
      const args = [...ends, "--streams", "orders", "--mode", "incremental", "--cursor", "updated_at"];
      await sync(args);
      await source.query(
        "INSERT INTO orders VALUES (1001, 'open', 1, '2026-01-01 00:16:40+00'), (1002, 'open', 2, '2026-02-01')",
      );
      expect((await sync(args)).result.streams).toMatchObject([
        { rowsRead: 2, rowsWritten: 2, verified: true },
      ]);
      expect((await sync(args)).result.streams).toMatchObject([{ rowsRead: 0, verified: true }]);
      expect(await rowsOf(target, "orders")).toEqual(await rowsOf(source, "orders"));
    });

    it("keeps the newest row of each key in deduped mode", async () => {
      const { source, target, ends } = lab();
      const args = [...ends, "--streams", "orders", "--mode", "deduped", "--cursor", "orders=updated_at"];
      await sync(args);
      await source.query("UPDATE orders SET status = 'sent', updated_at = '2026-03-01' WHERE id <= 3");
      expect((await sync(args)).result.streams).toMatchObject([{ rowsRead: 3, verified: true }]);
      expect(await rowsOf(target, "orders")).toEqual(await rowsOf(source, "orders"));
    });

    it("tells rows without a key apart by a hash, and says so", async () => {
      const { source, target, ends } = lab();
      const args = [...ends, "--streams", "notes", "--mode", "deduped", "--cursor", "at"];
      const { events } = await sync(args);
      const lines = events.flatMap((event) => (event.type === "log" ? [event.message] : []));
      expect(lines.join()).toMatch(/notes has no primary key: rows are told apart by a hash/);
      expect((await sync(args)).result.status).toBe("succeeded");
      expect(await rowsOf(target, "notes", "text, at")).toEqual(await rowsOf(source, "notes", "text, at"));
    });
  });

  describe("chooses", () => {
    it("columns, rows, namespace and prefix", async () => {
      const { source, target, ends } = lab();
      await sync([
        ...[...ends, "--streams", "ord*", "--select", "id,status", "--where", "orders=status = 'paid'"],
        ...["--namespace", "warehouse", "--prefix", "raw_"],
      ]);
      expect(await rowsOf(target, "warehouse.raw_orders", "id, status")).toEqual(
        await source.query("SELECT id, status FROM orders WHERE status = 'paid' ORDER BY 1"),
      );
      const columns = await target.query<{ name: string }>(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'raw_orders' AND NOT starts_with(column_name, '_airbyte')",
      );
      expect(columns.map(({ name }) => name).sort()).toEqual(["id", "status"]);
    });

    it("the schema that the destination's address names", async () => {
      const { source, target } = lab();
      await sync(["--from", source.url, "--to", `${target.url}?schema=lake`, "--streams", "notes"]);
      expect(await target.query("SELECT count(*)::int AS rows FROM lake.notes")).toEqual([{ rows: 50 }]);
    });

    it("what a configuration file says, with passwords from the environment", async () => {
      const { source, folder } = lab();
      const file = path.join(folder, "orders.json");
      const { hostname, port, pathname } = new URL(source.url);
      const config = {
        source: {
          connector: "postgres",
          config: {
            ...{ host: hostname, port: Number(port), database: pathname.slice(1), username: "postgres" },
            password: "${SLUICE_TEST_PASSWORD}",
          },
        },
        destination: { connector: "duckdb", config: { destination_path: "from-config.duckdb" } },
        streams: [
          {
            ...{ name: "orders", syncMode: "full_refresh_overwrite", where: "id <= 4" },
            mappers: [
              {
                type: "hashing",
                mapperConfiguration: {
                  targetField: "status",
                  method: "SHA-256",
                  fieldNameSuffix: "_hashed",
                },
              },
            ],
          },
        ],
      };
      await writeFile(file, JSON.stringify(config));
      const { result } = await sync(["--config", file], {
        cwd: folder,
        env: { SLUICE_TEST_PASSWORD: "unused-but-secret" },
      });
      expect(result.streams).toMatchObject([{ name: "orders", rowsWritten: 4, verified: true }]);
      expect(
        await queryDuckdb(
          path.join(folder, "from-config.duckdb"),
          "SELECT id, status_hashed FROM public.orders ORDER BY id",
        ),
      ).toHaveLength(4);
    });

    it("a sample, beside the real tables and their state", async () => {
      const { target, ends } = lab();
      const args = [...ends, "--streams", "orders", "--mode", "incremental", "--cursor", "updated_at"];
      await sync(args);
      const before = await sluice(["state", ...ends]);
      await sync([...ends, "--streams", "orders", "--sample", "7"]);
      expect(await target.query("SELECT count(*)::int AS rows FROM public_sluice_sample.orders")).toEqual([
        { rows: 7 },
      ]);
      expect((await sluice(["state", ...ends])).stdout).toBe(before.stdout);
      expect((await sync(args)).result.streams).toMatchObject([{ rowsRead: 0 }]);
    });

    it("nothing at all in a dry run, which says what would be done", async () => {
      const { source, target, ends } = lab();
      await source.query("ANALYZE");
      const { code, stdout } = await sluice(["sync", ...ends, "--streams", "orders", "--dry-run"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/public\.orders → public\.orders \(full_refresh, overwrite, about 1000 rows/);
      expect(stdout).toContain("CREATE TABLE");
      expect(await target.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    });
  });

  describe("into files", () => {
    it("brings rows into a DuckDB file, incrementally too", async () => {
      const { source, folder } = lab();
      const file = path.join(folder, "warehouse.duckdb");
      const args = [
        "--from",
        source.url,
        "--to",
        `duckdb://${file}`,
        "--streams",
        "orders",
        "--mode",
        "deduped",
        "--cursor",
        "updated_at",
      ];
      await sync(args);
      await source.query("UPDATE orders SET status = 'sent', updated_at = '2026-03-01' WHERE id = 5");
      expect((await sync(args)).result.streams).toMatchObject([{ rowsRead: 1, verified: true }]);
      expect(await queryDuckdb(file, "SELECT id, status FROM public.orders ORDER BY id")).toEqual(
        (await source.query<{ id: number; status: string }>("SELECT id, status FROM orders ORDER BY id")).map(
          ({ id, status }) => [String(id), status],
        ),
      );
      expect((await sluice(["verify", ...args])).code).toBe(0);
    });

    it("reads a DuckDB file, and writes Parquet files that are read again", async () => {
      const { source, target, folder } = lab();
      await sync(["--from", source.url, "--to", "duckdb:through.duckdb"], { cwd: folder });
      const { result } = await sync(
        ["--from", "duckdb:through.duckdb?schema=public", "--to", "file:out?format=parquet"],
        {
          cwd: folder,
        },
      );
      expect(result.streams).toMatchObject([
        { name: "notes", rowsRead: 50, verified: true },
        { name: "orders", rowsRead: 1000, verified: true },
      ]);
      await sync(["--from", "file:out/public/orders.parquet", "--to", target.url], { cwd: folder });
      const ids = "SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids FROM orders";
      expect(await target.query(ids)).toEqual([{ rows: 1000, ids: 1000 }]);
    });

    it("brings rows into a folder, and reads a file from one, relative to where it is called", async () => {
      const { source, target, folder } = lab();
      await sync(["--from", source.url, "--to", "file:out?format=csv", "--streams", "notes"], {
        cwd: folder,
      });
      const [namespace = ""] = (await readdir(path.join(folder, "out"))).filter(
        (name) => !name.startsWith("."),
      );
      const text = await readFile(path.join(folder, "out", namespace, "notes.csv"), "utf8");
      expect(text.trimEnd().split("\n")).toHaveLength(51);
      await sync(["--from", `file:out/${namespace}/notes.csv`, "--to", target.url], { cwd: folder });
      expect(await target.query("SELECT count(*)::int AS rows FROM notes")).toEqual([{ rows: 50 }]);
    });
  });
});
