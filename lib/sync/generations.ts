import type { Context, GenerationStore, StreamPlan, TableName } from "@/connectors/sdk";

/**
 * Rolls the tables of one stream back, its own first in `plans`. Children go before their parent, so that after a
 * failure the same call goes on; one that has no such generation is left as it is. The store's ConfigError, and nothing
 * changed, where the stream's own table has none.
 */
export async function rollBackTables<Config>(
  { store, config, ctx }: { store: GenerationStore<Config>; config: Config; ctx: Context },
  [own, ...children]: [StreamPlan, ...StreamPlan[]],
  generation: number,
): Promise<{ tables: TableName[]; left: TableName[] }> {
  const has = async (plan: StreamPlan) =>
    (await store.list(config, plan, ctx)).some((kept) => kept.generation === generation);
  const tables: TableName[] = [];
  const left: TableName[] = [];
  if (await has(own)) {
    for (const child of children) {
      if (!(await has(child))) left.push(child.table);
      else {
        await store.rollBack(config, child, generation, ctx);
        tables.push(child.table);
      }
    }
  }
  await store.rollBack(config, own, generation, ctx);
  return { tables: [own.table, ...tables], left };
}
