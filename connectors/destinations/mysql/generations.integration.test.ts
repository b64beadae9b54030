import { afterEach, describe, expect, it, vi } from "vitest";
import { describeWithMySql } from "@/tests/support/mysql";
import { mysqlDestination } from ".";
import { useWriting } from "./testing";
import { everyCrashOf } from "./testing-crashes";

describeWithMySql("MySQL destination: former generations", () => {
  const bench = useWriting("kept");
  const { plan, load, finish, ids } = bench;
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const overwrite = (generation: number, keepGenerations = 2) =>
    plan({ write: "overwrite", syncId: generation, generation, keepGenerations });
  /** Generation n has the rows 1 to n. */
  const stage = (generation: number) =>
    load(
      overwrite(generation),
      Array.from({ length: generation }, (_, index) => [index + 1, `generation ${generation}`, 1]),
    );
  const run = async (generation: number) => {
    await stage(generation);
    return finish(overwrite(generation));
  };
  const kept = async () => {
    const list = await mysqlDestination.generations?.list(bench.config, overwrite(1), bench.ctx);
    return list?.map(({ generation, rows }) => `${generation} of ${rows}`);
  };
  const rollBack = (generation: number) =>
    mysqlDestination.generations?.rollBack(bench.config, overwrite(1), generation, bench.ctx) ??
    Promise.reject(new Error("There is no store."));
  const comment = async () => (await bench.query("SHOW TABLE STATUS LIKE 'orders'"))[0]?.Comment;
  const leftovers = async () => (await bench.allTables()).filter((name) => /^_sluice_(old|stage)/.test(name));
  const empty = async () => {
    for (const name of await bench.allTables()) await bench.query(`DROP TABLE \`${name}\``);
  };
  const everyCrash = everyCrashOf(empty);

  describe.each([
    ["a table that is swapped", ""],
    ["a table that must stay", "CREATE INDEX mine ON orders (version)"],
  ])("of %s", (_what, hang) => {
    const begin = async () => {
      await run(1);
      await bench.query("ALTER TABLE orders COMMENT = 'ours'");
      if (hang) await bench.query(hang);
      await run(2);
    };
    const isAtRest = async () => {
      expect(await leftovers()).toEqual([]);
      expect(await comment()).toBe("ours");
      if (hang) expect(await bench.query("SHOW INDEX FROM orders WHERE Key_name = 'mine'")).toHaveLength(1);
    };

    it("are whole whenever a crash ends the run, and the second call does the rest", async () => {
      await everyCrash(
        async () => {
          await begin();
          await stage(3);
        },
        () => finish(overwrite(3)),
        async () => {
          expect([2, 3]).toContain((await ids()).length);
          expect(await finish(overwrite(3))).toEqual({ rows: 3, superseded: 0 });
          expect(await ids()).toEqual([1, 2, 3]);
          expect(await kept()).toEqual(["2 of 2", "1 of 1"]);
          await isAtRest();
        },
      );
    });

    it("are whole whenever a crash ends the run, and the next run does the rest", async () => {
      await everyCrash(
        async () => {
          await begin();
          await stage(3);
        },
        () => finish(overwrite(3)),
        async () => {
          const shown = (await ids()).length;
          await run(4);
          expect(await ids()).toEqual([1, 2, 3, 4]);
          expect(await kept()).toEqual(shown === 3 ? ["3 of 3", "2 of 2"] : ["2 of 2", "1 of 1"]);
          await isAtRest();
        },
      );
    });

    it("are whole whenever a crash ends a rollback, and another call does the rest", async () => {
      await everyCrash(
        async () => {
          await begin();
          await run(3);
        },
        () => rollBack(1),
        async () => {
          const shown = (await ids()).length;
          expect([1, 3]).toContain(shown);
          if (shown === 3) await rollBack(1);
          else expect(await kept()).toEqual(expect.arrayContaining(["2 of 2"]));
          await run(4);
          expect(await ids()).toEqual([1, 2, 3, 4]);
          expect((await kept())?.sort()).toEqual(["1 of 1", "3 of 3"]);
          await isAtRest();
        },
      );
    });
  });

  it("stay where finish is called again after a rollback", async () => {
    await run(1);
    await run(2);
    await rollBack(1);
    expect(await finish(overwrite(2))).toEqual({ rows: 2, superseded: 0 });
    expect(await ids()).toEqual([1]);
    expect(await kept()).toEqual(["2 of 2"]);
  });

  it("bring back the columns that a table in its place has lost", async () => {
    await run(1);
    await bench.query("CREATE INDEX mine ON orders (id)");
    await run(2);
    await bench.query("ALTER TABLE orders DROP COLUMN name");
    await rollBack(1);
    expect((await bench.table()).map(({ id, name }) => [id, name])).toEqual([["1", "generation 1"]]);
  });

  it("leave out what the server works out by itself, where they are copied", async () => {
    await run(1);
    await bench.query("ALTER TABLE orders ADD COLUMN twice bigint AS (id * 2) VIRTUAL, ADD INDEX mine (id)");
    await run(2);
    await rollBack(1);
    expect((await bench.table()).map(({ twice }) => twice)).toEqual(["2"]);
  });
});
