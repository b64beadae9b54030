import type { ParentLink, StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { sqlTable } from "./layout";
import { countStaged, type MergeStep } from "./merge";
import { mergeNames } from "./merge-names";

/** After the parent's merge: children whose parent is there come in, those whose parent has given way go. */
export function planChildMerge(
  plan: StreamPlan,
  parent: ParentLink,
  types: Map<string, WireType>,
): MergeStep[] {
  const names = mergeNames(plan, types, false);
  const { table, stage, staged, columns, extractedAt, run, alive } = names;
  const link = quoteIdentifier(parent.column);
  const hasParent = (alias: string) =>
    `EXISTS (SELECT FROM ${sqlTable(parent.table)} p WHERE p.${link} = ${alias}.${link})`;
  return [
    { sql: `ANALYZE ${stage}` },
    { sql: countStaged(names), counts: "staged" },
    { sql: `DELETE FROM ${table} t WHERE NOT ${hasParent("t")}` },
    {
      sql: `
        WITH added AS (
          INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${staged} s WHERE ${alive("s")} AND ${hasParent("s")}
          RETURNING ${extractedAt}
        ) SELECT count(*) AS count FROM added WHERE ${extractedAt} = ${run}`,
      counts: "rows",
    },
  ];
}
