import { describe, expect, it } from "vitest";
import { ConfigError, type Context, type GenerationStore, type StreamPlan } from "@/connectors/sdk";
import { rollBackTables } from "./generations";

const planOf = (name: string) => ({ table: { namespace: "out", name } }) as StreamPlan;
const parent = planOf("orders");
const child = planOf("orders_lines");
const ctx = {} as Context;

/** By table: the generations that are kept; what is rolled back leaves the list, as with a real exchange. */
function storeOf(kept: Record<string, number[]>) {
  const calls: string[] = [];
  const store: GenerationStore<null> = {
    list: (_, { table }) =>
      Promise.resolve(
        (kept[table.name] ?? []).map((generation) => ({ generation, rows: 1, replacedAtMs: 0 })),
      ),
    rollBack: (_, { table }, generation) => {
      if (!kept[table.name]?.includes(generation)) return Promise.reject(new ConfigError("is not kept"));
      kept[table.name] = kept[table.name]?.filter((other) => other !== generation) ?? [];
      calls.push(table.name);
      return Promise.resolve();
    },
  };
  return { store, calls, kept };
}

describe("rolling a stream's tables back", () => {
  it("takes the children first, so that the parent says when all is done", async () => {
    const { store, calls } = storeOf({ orders: [2, 1], orders_lines: [2, 1] });
    const result = await rollBackTables({ store, config: null, ctx }, [parent, child], 1);
    expect(calls).toEqual(["orders_lines", "orders"]);
    expect(result).toEqual({ tables: [parent.table, child.table], left: [] });
  });

  it("leaves a child that has no such generation, and says so", async () => {
    const { store, calls } = storeOf({ orders: [2, 1], orders_lines: [2] });
    const result = await rollBackTables({ store, config: null, ctx }, [parent, child], 1);
    expect(calls).toEqual(["orders"]);
    expect(result).toEqual({ tables: [parent.table], left: [child.table] });
  });

  it("goes on where an earlier call failed between child and parent", async () => {
    const { store, calls, kept } = storeOf({ orders: [1], orders_lines: [1] });
    kept.orders_lines = [];
    await rollBackTables({ store, config: null, ctx }, [parent, child], 1);
    expect(calls).toEqual(["orders"]);
  });

  it("changes nothing where the stream's own table has no such generation", async () => {
    const { store, calls } = storeOf({ orders: [2], orders_lines: [1] });
    const refused = rollBackTables({ store, config: null, ctx }, [parent, child], 1);
    await expect(refused).rejects.toBeInstanceOf(ConfigError);
    expect(calls).toEqual([]);
  });
});
