import type { ParentLink, StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { sqlTable } from "./layout";
import { add, countRun, type MergePlan } from "./merge";
import { mergeNames } from "./merge-names";
import { type ExistingTable, planKeyIndex, planTable } from "./tables";
import type { Slot } from "./values";

/** After the parent's merge: children whose parent is there come in, those whose parent has given way go. */
export function planChildMerge(
  plan: StreamPlan,
  parent: ParentLink,
  {
    found,
    slots,
    exactCollation,
  }: { found: ExistingTable | null; slots: Map<string, Slot>; exactCollation: string },
): MergePlan {
  const names = mergeNames(plan);
  const link = quoteIdentifier(parent.column);
  const dropOrphans = (table: string) =>
    `DELETE c FROM ${table} AS c LEFT JOIN ${sqlTable(parent.table)} AS p ON p.${link} = c.${link} WHERE p.${link} IS NULL`;
  const linked = {
    name: parent.column,
    slot: slots.get(parent.column) ?? { as: "text" as const },
    field: null,
  };
  const met = planTable(parent.table, [linked], found, exactCollation);
  return {
    // Parents are looked for by it: each child would be compared with every one of them.
    prepare: found ? planKeyIndex(parent.table, [parent.column], met.slots, found) : [],
    steps: [
      { sql: countRun(names), counts: "staged" },
      { sql: dropOrphans(names.table) },
      { sql: dropOrphans(names.stage) },
      { sql: countRun(names), counts: "rows" },
      { sql: add(names) },
      { sql: `DELETE FROM ${names.stage}` },
    ],
  };
}
