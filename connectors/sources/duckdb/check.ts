import { ConfigError, streamLabel, type Context } from "@/connectors/sdk";
import { listRelations, refusedQuery } from "./catalog";
import type { DuckdbSourceConfig } from "./config";
import { reading } from "./open";

/** Opens the file, looks at its tables and queries, and reads a row. */
export async function checkSource(config: DuckdbSourceConfig, ctx: Context): Promise<void> {
  ctx.log("info", `Opening ${config.database_path}.`);
  await reading(config, ctx, async (session) => {
    ctx.log("info", "Looking at its tables and views.");
    const relations = await listRelations(session, config, ctx);
    const [first] = relations;
    if (!first)
      throw new ConfigError(
        `There is nothing to read in ${session.file}${config.schemas.length > 0 ? `, in ${config.schemas.join(", ")}` : ""}: create a table there, or name another file.`,
        { field: ["database_path"] },
      );
    const toRead = [first, ...relations.filter(({ kind }) => kind === "query")];
    for (const relation of toRead) {
      ctx.log("info", `Reading a row of ${streamLabel(relation)}.`);
      await session.rows(`SELECT * FROM ${relation.from} LIMIT 1`).catch((cause: unknown) => {
        throw refusedQuery(`Reading ${streamLabel(relation)}`, cause);
      });
    }
  });
}
