import { metaColumns, type StreamPlan, type TableName } from "@/connectors/sdk";
import { quote, quoteText } from "@/connectors/sdk/duckdb/names";
import { qualify, type Database, type TableColumn } from "./layout";
import { duckTypeOf } from "@/connectors/sdk/duckdb/values";

/** What the statements of a merge are made of. A function gives an expression for a row of the alias. */
export interface MergeNames {
  table: string;
  stage: string;
  /** In the types of the final table. */
  keys: ((alias: string) => string)[];
  cursor: ((alias: string) => string) | null;
}

export function mergeNames(
  database: Database,
  plan: StreamPlan,
  stage: TableName,
  finalTypes: TableColumn[],
): MergeNames {
  return {
    table: qualify(database, plan.table),
    stage: qualify(database, stage),
    keys: plan.key.map((name) => valueOf(plan, name, finalTypes)),
    cursor: plan.cursor === null || plan.repairs ? null : valueOf(plan, plan.cursor, finalTypes),
  };
}

export function keysOf({ keys }: MergeNames, alias: string): string {
  return keys.map((key) => key(alias)).join(", ");
}

export function sameKey({ keys }: MergeNames, left: string, right: string): string {
  return keys.map((key) => `${key(left)} = ${key(right)}`).join(" AND ");
}

/** A row of the stage without a raw id is the deletion of its key. */
export function isAlive(alias: string): string {
  return `${alias}.${quote(metaColumns.rawId)} IS NOT NULL`;
}

/**
 * A column's value in a row of `alias`, in the type it has in the final table. With raw normalization it lies in the
 * document, as text; as a number where it is one, because texts of numbers do not sort as they do.
 */
function valueOf(plan: StreamPlan, name: string, finalTypes: TableColumn[]): (alias: string) => string {
  const column = plan.columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`The plan of ${plan.table.name} has no column ${name}.`);
  if (plan.normalization === "raw") {
    const pointer = `/${column.field.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const text = (alias: string) =>
      `json_extract_string(${alias}.${quote(metaColumns.data)}, ${quoteText(pointer)})`;
    const isNumber = ["integer", "number", "decimal"].includes(column.type.kind);
    return isNumber ? (alias) => `TRY_CAST(${text(alias)} AS ${duckTypeOf(column.type).sql})` : text;
  }
  const type = finalTypes.find((candidate) => candidate.name === name)?.type;
  return (alias) => (alias === "t" ? `t.${quote(name)}` : `CAST(s.${quote(name)} AS ${type})`);
}
