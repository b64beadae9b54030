import { afterEach, describe, expect, it, vi } from "vitest";
import type { StreamPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithMySql } from "@/tests/support/mysql";
import { useWriting } from "./testing";
import { Crash, crashBehind, everyCrashOf } from "./testing-crashes";

/**
 * A statement that changes a table commits by itself, so `finish` and `open` can end between any two statements. Here
 * they do, behind each of them in turn; then they are called again.
 */
describeWithMySql("MySQL destination: a crash between any two statements", () => {
  const bench = useWriting("crash");
  const { plan, finish, load, table, measure } = bench;
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const everyCrash = everyCrashOf(() =>
    bench.query("DROP TABLE IF EXISTS orders, orders_scd, _sluice_checkpoints, _sluice_finished"),
  );

  const contents = async () =>
    (await table()).map(({ id, name }) => `${id ?? "null"} ${name ?? "null"}`).sort();
  const leftovers = async () => (await bench.allTables()).filter((name) => /^_sluice_(old|stage)/.test(name));
  const oldRows = [
    [1, "old", 1],
    [2, "old", 1],
  ];

  describe("of finish", () => {
    it("leaves an overwritten table as it was or as it should be, and the second call does the rest", async () => {
      const first = plan({ write: "overwrite" });
      const second = plan({ write: "overwrite", syncId: 2, generation: 2 });
      await everyCrash(
        async () => {
          await load(first, oldRows);
          await finish(first);
          await bench.query("ALTER TABLE orders COMMENT = 'ours'");
          await load(second, [[3, "new", 1]]);
        },
        () => finish(second),
        async () => {
          expect([["1 old", "2 old"].join(), "3 new"]).toContain((await contents()).join());
          expect(await finish(second)).toEqual({ rows: 1, superseded: 0 });
          expect(await contents()).toEqual(["3 new"]);
          expect(await leftovers()).toEqual([]);
          expect(await measure(second)).toBe(1);
          expect(await finish(second)).toEqual({ rows: 1, superseded: 0 });
          const [row] = await bench.query("SHOW TABLE STATUS LIKE 'orders'");
          expect(row?.Comment).toBe("ours");
        },
      );
    });

    it("replaces the rows of a table that must stay in one go", async () => {
      const first = plan({ write: "overwrite" });
      const second = plan({ write: "overwrite", syncId: 2, generation: 2 });
      await everyCrash(
        async () => {
          await load(first, oldRows);
          await finish(first);
          await bench.query("CREATE INDEX mine ON orders (version)");
          await load(second, [[3, "new", 1]]);
        },
        () => finish(second),
        async () => {
          expect([["1 old", "2 old"].join(), "3 new"]).toContain((await contents()).join());
          expect(await finish(second)).toEqual({ rows: 1, superseded: 0 });
          expect(await contents()).toEqual(["3 new"]);
          expect(await leftovers()).toEqual([]);
          expect(await bench.query("SHOW INDEX FROM orders WHERE Key_name = 'mine'")).toHaveLength(1);
        },
      );
    });

    it("merges every row once", async () => {
      const first = plan({ write: "deduped" });
      const second = plan({ write: "deduped", syncId: 2 });
      await everyCrash(
        async () => {
          await load(first, oldRows);
          await finish(first);
          await load(second, [
            [2, "newer", 2],
            [null, "no key", 1],
            [3, "new", 1],
          ]);
        },
        () => finish(second),
        async () => {
          const merged = ["1 old", "2 newer", "3 new", "null no key"];
          expect([["1 old", "2 old"].join(), merged.join()]).toContain((await contents()).join());
          expect(await finish(second)).toEqual({ rows: 3, superseded: 0 });
          expect(await contents()).toEqual(merged);
          expect(await finish(second)).toEqual({ rows: 3, superseded: 0 });
          expect(await contents()).toEqual(merged);
        },
      );
    });

    it("deletes every row once", async () => {
      const refreshed = (syncId: number) =>
        plan({ write: "deduped", mode: "full_refresh", deletes: "soft", reportsDeletes: true, syncId });
      const marked = async () => (await table()).filter((row) => row._sluice_deleted_at !== null).length;
      await everyCrash(
        async () => {
          await load(refreshed(1), [...oldRows, [3, "old", 1]]);
          await finish(refreshed(1));
          const feed = bench.feedOf(refreshed(2));
          const writer = await bench.open(feed);
          await writer.write(
            0,
            bench.rows([
              [1, "new", 1],
              [3, "new", 1],
            ]),
          );
          await writer.delete(0, [[3]]);
          await writer.commit(checkpointOf(feed, 1, 2, true));
          await writer.close();
        },
        () => finish(refreshed(2)),
        async () => {
          const whole = ["1 new", "2 old", "3 new"];
          expect([["1 old", "2 old", "3 old"].join(), whole.join()]).toContain((await contents()).join());
          expect(await finish(refreshed(2))).toEqual({ rows: 2, superseded: 0, deleted: 2 });
          expect(await contents()).toEqual(whole);
          expect(await marked()).toBe(2);
        },
      );
    });

    it("mends rows and their versions together, and once", async () => {
      const mended = {
        ...plan({ write: "deduped", history: true, reportsDeletes: true, syncId: 2 }),
        repairs: true as const,
      };
      const both = async () => [
        await contents(),
        (await table("orders_scd"))
          .map((row) => [row.id, row.name, row._airbyte_active_row].join(" "))
          .sort(),
      ];
      const before = [
        ["1 old", "2 old"],
        ["1 old 1", "2 old 1"],
      ];
      const after = [["1 new"], ["1 new 1", "1 old 0", "2 old 0"]];
      await everyCrash(
        async () => {
          const first = plan({ write: "deduped", history: true });
          await load(first, oldRows);
          await finish(first);
          const feed = bench.feedOf(mended);
          const writer = await bench.open(feed);
          await writer.write(0, bench.rows([[1, "new", 1]]));
          await writer.delete(0, [[2]]);
          await writer.commit(checkpointOf(feed, 1, 1, true));
          await writer.close();
        },
        () => finish(mended),
        async () => {
          expect([before, after]).toContainEqual(await both());
          expect(await finish(mended)).toEqual({ rows: 1, superseded: 0, deleted: 1, versions: 1 });
          expect(await both()).toEqual(after);
        },
      );
    });

    it("keeps every version once", async () => {
      const stream = (syncId: number, history = true) => plan({ write: "deduped", history, syncId });
      const versions = async () =>
        (await table("orders_scd"))
          .map((row) => [row.id, row.name, row._airbyte_active_row].join(" "))
          .sort();
      await everyCrash(
        async () => {
          await load(stream(1, false), oldRows);
          await finish(stream(1, false));
          await load(stream(2), [
            [2, "newer", 2],
            [null, "no key", 1],
            [3, "new", 1],
            [3, "new", 1],
          ]);
        },
        () => finish(stream(2)),
        async () => {
          expect(await finish(stream(2))).toEqual({ rows: 3, superseded: 1, versions: 3 });
          const whole = [" no key 1", "1 old 1", "2 newer 1", "2 old 0", "3 new 1"];
          expect(await versions()).toEqual(whole);
          expect(await finish(stream(2))).toEqual({ rows: 3, superseded: 1, versions: 3 });
          expect(await versions()).toEqual(whole);
          expect((await bench.allTables()).filter((name) => name.includes("_chain_"))).toEqual([]);
        },
      );
    });

    it("counts what was appended", async () => {
      const stream = plan();
      await load(stream, oldRows);
      for (let number = 0; ; number++) {
        const seen = crashBehind(number);
        await finish(stream).catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
        vi.restoreAllMocks();
        expect(await finish(stream)).toEqual({ rows: 2, superseded: 0 });
        if (!seen.reached) break;
      }
    });
  });

  describe("of open", () => {
    const changed = (more: Partial<StreamPlan>): StreamPlan => {
      const fields = [
        { name: "id", type: { kind: "integer", bits: 64 } as const, nullable: true },
        { name: "name", type: { kind: "string" } as const, nullable: true },
        { name: "version", type: { kind: "decimal", precision: 30, scale: 2 } as const, nullable: true },
        { name: "added", type: { kind: "string" } as const, nullable: true },
      ];
      return { ...plan({ fields, syncId: 2 }), ...more };
    };

    it.each(["append", "overwrite", "deduped"] as const)(
      "on the way to %s leaves nothing that the next one does not mend",
      async (write) => {
        const first = plan({ write: write === "overwrite" ? "overwrite" : "append" });
        const second = changed({
          write,
          ...(write === "deduped" ? { key: ["id"], cursor: null } : {}),
          ...(write === "overwrite" ? { generation: 2 } : {}),
        });
        const values = [[3, "new", "1.25", "x"]];
        await everyCrash(
          async () => {
            await load(first, oldRows);
            await finish(first);
          },
          () => load(second, values),
          async () => {
            await load(second, values);
            await finish(second);
            const found = await contents();
            // Where the crash came behind the commit, the caller would have gone on from its checkpoint.
            expect(new Set(found)).toEqual(
              new Set(write === "overwrite" ? ["3 new"] : ["1 old", "2 old", "3 new"]),
            );
          },
        );
      },
    );

    it("moves rows that a deduped run had staged into an appended table once", async () => {
      const staged = plan({ write: "deduped" });
      const next = plan({ mode: "incremental", syncId: 2 });
      await everyCrash(
        () => load(staged, [[1, "staged", 1]]).then(() => undefined),
        () => load(next, []),
        async () => {
          await load(next, []);
          await finish(next);
          expect(await contents()).toEqual(["1 staged"]);
          expect(await leftovers()).toEqual([]);
        },
      );
    });
  });
});
