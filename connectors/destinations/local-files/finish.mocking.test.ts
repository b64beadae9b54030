import { appendFile, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigError, type StreamPlan } from "@/connectors/sdk";
import type { FileFormat } from "./config";
import { surviving } from "./testing/crashes";
import { Exports, numbered } from "./testing/exports";

vi.mock("node:fs/promises", async (original) => {
  const { mortal } = await import("./testing/crashes");
  return mortal(await original());
});

const csv: FileFormat = { format_type: "CSV", delimiter: ",", header: true, compression: "none" };

let exports: Exports;
beforeEach(async () => {
  exports = await Exports.create();
});
afterEach(() => exports.dispose());

/** Finishes in a world of its own for each moment at which the process may die, until it does not die any more. */
async function atEveryCrash(
  begin: () => Promise<StreamPlan>,
  goOn: (plan: StreamPlan, changes: number) => Promise<void>,
): Promise<number> {
  for (let changes = 0; ; changes++) {
    await exports.dispose();
    exports = await Exports.create();
    const plan = await begin();
    const survived = await surviving(changes, () => exports.finish(plan));
    await goOn(plan, changes);
    if (survived) return changes;
  }
}

async function expectNothingLeft(): Promise<void> {
  expect(await exports.waiting("part")).toEqual([]);
  for (const name of await exports.waiting("feed"))
    expect(JSON.parse(await exports.text(`.sluice/${name}`))).toMatchObject({ parts: [] });
}

describe("finish that dies between any two changes on the disk", () => {
  it("is taken up by the next call: overwrite", async () => {
    const begin = async () => {
      await exports.run(exports.plan({ write: "overwrite" }), numbered(1, 2));
      const plan = exports.plan({ write: "overwrite", syncId: 2, generation: 2 });
      await exports.load(plan, numbered(3, 5));
      return plan;
    };
    const changes = await atEveryCrash(begin, async (plan) => {
      expect([
        [1, 2],
        [3, 4, 5],
      ]).toContainEqual(await exports.ids("default/orders.jsonl"));
      expect(await exports.finish(plan)).toEqual({ rows: 3, superseded: 0 });
      expect(await exports.finish(plan)).toEqual({ rows: 3, superseded: 0 });
      expect(await exports.ids("default/orders.jsonl")).toEqual([3, 4, 5]);
      expect(await exports.measure(plan)).toBe(3);
      await expectNothingLeft();
    });
    expect(changes).toBeGreaterThan(8);
  });

  it("is taken up by the next call: overwrite in another format, from two feeds", async () => {
    const begin = async () => {
      await exports.run(exports.plan({ write: "overwrite" }), numbered(1, 2));
      exports.changeFormat(csv);
      const plan = exports.plan({ write: "overwrite", syncId: 2, generation: 2 });
      await exports.load(plan, numbered(3, 4), 1, "a");
      await exports.load(plan, numbered(5, 5), 1, "b");
      await exports.load(plan, [], 1, "c");
      return plan;
    };
    await atEveryCrash(begin, async (plan) => {
      expect(await exports.finish(plan)).toEqual({ rows: 3, superseded: 0 });
      expect(await exports.visible()).toEqual(["default/orders.csv"]);
      const lines = (await exports.text("default/orders.csv")).split("\n");
      expect(lines).toHaveLength(5);
      expect(lines.filter((line) => line.startsWith("_airbyte_raw_id"))).toHaveLength(1);
      expect(await exports.measure(plan)).toBe(3);
      await expectNothingLeft();
    });
  });

  const incremental = (syncId: number) => exports.plan({ mode: "incremental", syncId });
  const beginTwoRuns = async () => {
    await exports.load(incremental(1), numbered(1, 2), 2);
    await exports.load(incremental(2), numbered(3, 3), 3);
    return incremental(2);
  };
  const allIds = async () => {
    const ids = await Promise.all((await exports.visible()).map((name) => exports.ids(name)));
    return ids.flat();
  };

  it("is taken up by the next call: append with a run before it that was never finished", async () => {
    await atEveryCrash(beginTwoRuns, async (plan) => {
      expect(await exports.finish(plan)).toEqual({ rows: 1, superseded: 0 });
      expect(await allIds()).toEqual([1, 2, 3]);
      expect(await exports.measure(plan)).toBe(1);
      await expectNothingLeft();
    });
  });

  it("is taken up by the next run, where there is no second call", async () => {
    await atEveryCrash(beginTwoRuns, async () => {
      expect(await exports.run(incremental(3), numbered(4, 5), 5)).toEqual({ rows: 2, superseded: 0 });
      expect(await allIds()).toEqual([1, 2, 3, 4, 5]);
      expect(await exports.measure(incremental(3))).toBe(2);
      await expectNothingLeft();
    });
  });
});

describe("finish", () => {
  it("publishes what a renamed table still had to get", async () => {
    await exports.load(exports.plan({ mode: "incremental" }), numbered(1, 2), 2);
    const renamed = exports.plan({ mode: "incremental", syncId: 2 });
    const second = { ...renamed, table: { namespace: "default", name: "renamed" } };
    expect(await exports.run(second, numbered(3, 3), 3)).toEqual({ rows: 1, superseded: 0 });
    expect(await exports.visible()).toEqual([
      "default/orders/2026-01-01T12-00-00-123Z-1.jsonl",
      "default/renamed/2026-01-02T12-00-00-123Z-2.jsonl",
    ]);
    await expectNothingLeft();
  });

  it("leaves out what an earlier full refresh had loaded and never finished", async () => {
    await exports.load(exports.plan(), numbered(1, 2));
    await exports.run(exports.plan({ syncId: 2 }), numbered(3, 3));
    expect(await exports.visible()).toEqual(["default/orders/2026-01-02T12-00-00-123Z-2.jsonl"]);
    await expectNothingLeft();
  });

  it("cuts off rows that no checkpoint vouches for", async () => {
    const plan = exports.plan({ write: "overwrite" });
    await exports.load(plan, numbered(1, 2));
    const [part = ""] = await exports.waiting("part");
    await appendFile(path.join(exports.hidden, part), '{"half a li');
    await exports.finish(plan);
    expect(await exports.ids("default/orders.jsonl")).toEqual([1, 2]);
  });

  it("lets files be taken away once they are there", async () => {
    const plan = exports.plan();
    await exports.run(plan, numbered(1, 2));
    const [file = ""] = await exports.visible();
    await rm(path.join(exports.folder, file));
    expect(await exports.finish(plan)).toEqual({ rows: 2, superseded: 0 });
    expect(await exports.measure(plan)).toBe(0);
    await exports.run(exports.plan({ syncId: 2 }), numbered(3, 3));
    expect(await exports.visible()).toHaveLength(1);
  });
});

describe("a part that something else has damaged", () => {
  it.each([
    [
      "is gone",
      (file: string) => rm(file),
      /part-\S+ is gone, where \d+ bytes were committed.*Clear the stream/,
    ],
    ["is shorter", (file: string) => truncate(file, 10), /holds 10 bytes, where \d+ bytes were committed/],
  ])("is refused by finish and by the next writer: %s", async (_, damage, message) => {
    const plan = exports.plan({ mode: "incremental" });
    await exports.run(plan, numbered(1, 1), 1);
    const second = exports.plan({ mode: "incremental", syncId: 2 });
    await exports.load(second, numbered(2, 3), 3);
    const [part = ""] = await exports.waiting("part");
    await damage(path.join(exports.hidden, part));
    for (const work of [() => exports.finish(second), () => exports.load(second, numbered(4, 4), 4)]) {
      const error = await work().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toMatch(message);
    }
    expect(await exports.visible()).toHaveLength(1);
  });

  it("is refused by a second finish too, and never filled up with nothing", async () => {
    const plan = exports.plan({ write: "overwrite" });
    await exports.load(plan, numbered(1, 3));
    expect(await surviving(4, () => exports.finish(plan))).toBe(false);
    const [part = ""] = await exports.waiting("part");
    await truncate(path.join(exports.hidden, part), 10);
    await expect(exports.finish(plan)).rejects.toThrow(/holds 10 bytes/);
    expect(await exports.visible()).toEqual([]);
  });

  it("is named where it is a state, with what to do", async () => {
    const plan = exports.plan({ mode: "incremental" });
    await exports.load(plan, numbered(1, 1));
    const [state = ""] = await exports.waiting("feed");
    const file = path.join(exports.hidden, state);
    await writeFile(file, (await readFile(file, "utf8")).slice(0, 40));
    await expect(exports.load(plan, numbered(2, 2))).rejects.toThrow(/feed-\S+ is damaged.*Remove it/);
    await rm(file);
    await exports.run(plan, numbered(1, 2));
    expect(await exports.measure(plan)).toBe(2);
  });
});
