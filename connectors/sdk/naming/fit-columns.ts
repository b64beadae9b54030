import type { Context } from "../context";
import type { IdentifierRules } from "../destination";
import type { PlannedColumn, StreamPlan, TableName } from "../plan";
import { streamLabel } from "../stream";
import { toIdentifier, withSuffix } from "./identifiers";

/** What a destination knows of its tables, to find each column's place by. */
export interface ColumnFit<Table> {
  identifiers: IdentifierRules;
  /** The table as it stands; null: there is none. */
  tableOf(name: TableName): Table | null;
  /**
   * The type, in the destination's words, of the table's column of that name, where it can neither hold the column's values
   * nor be widened. null: it can, or there is no such column. `open` refuses by the same.
   */
  refusal(table: Table, column: PlannedColumn): string | null;
  /** What the column would be created as, in the destination's words. */
  typeOf(column: PlannedColumn): string;
}

/** Whether the plan's table keeps its typed columns from run to run, so that they may have to make way. */
export function keepsColumns({ write, normalization }: StreamPlan): boolean {
  return write !== "overwrite" && normalization === "basic";
}

/** The tables whose columns must hold what the plans bring. */
export function tablesToFit(plans: StreamPlan[]): TableName[] {
  return plans
    .filter(keepsColumns)
    .flatMap(({ table, history }) => (history === null ? [table] : [table, history]));
}

/**
 * The plans with every column in a place that holds its values, in the table and in its history; tells each that goes
 * elsewhere. A column is at `<name>_<kind>`, or at the first of `…_2`, `…_3` that no column of the plan stands at and that
 * can hold it: so it finds the same place again in every later run.
 */
export function fitPlans<Table>(
  plans: StreamPlan[],
  fit: ColumnFit<Table>,
  { log }: Pick<Context, "log">,
): StreamPlan[] {
  return plans.map((plan) => {
    if (!keepsColumns(plan)) return plan;
    const fixed = fixedColumns(plan, plans);
    const refusal = refusalIn(plan, fit);
    const fold = (name: string) => (fit.identifiers.foldsCase ? name.toLowerCase() : name);
    const stays = (column: PlannedColumn) => fixed.has(column.name) || refusal(column) === null;
    const taken = new Set(plan.columns.filter(stays).map(({ name }) => fold(name)));
    const columns = plan.columns.map((column): PlannedColumn => {
      const former = fixed.has(column.name) ? null : refusal(column);
      if (former === null) return column;
      const isFree = (name: string) => !taken.has(fold(name)) && refusal({ ...column, name }) === null;
      const name = placeFor(column, fit.identifiers, isFree);
      taken.add(fold(name));
      log(
        "info",
        `${streamLabel(plan.stream)}.${column.field} is ${fit.typeOf(column)} now, which the column ${column.name} (${former}) cannot hold: values go into ${name}.`,
        { field: column.field, column: name },
      );
      return { ...column, name };
    });
    return { ...plan, columns };
  });
}

/**
 * Whether rows that an earlier run staged stand in other columns than the plan's: values have gone elsewhere since, or fields
 * have gone while others came. A merge would leave some behind, so such a stage is not continued.
 */
export function isStagedOtherwise(staged: string[], wanted: string[]): boolean {
  const [has, wants] = [staged, wanted].map((names) => new Set(names.map((name) => name.toLowerCase())));
  return (
    [...(has ?? [])].some((name) => !wants?.has(name)) && [...(wants ?? [])].some((name) => !has?.has(name))
  );
}

/** Those that rows are told apart, ordered or joined by: elsewhere, they would not meet the rows that are there. */
function fixedColumns(plan: StreamPlan, plans: StreamPlan[]): Set<string> {
  const links = [plan, ...plans.filter(({ parent }) => parent && isSame(parent.table, plan.table))];
  const names = [...plan.key, plan.cursor, ...links.map(({ parent }) => parent?.column)];
  return new Set(names.flatMap((name) => name ?? []));
}

function isSame(left: TableName, right: TableName): boolean {
  return left.namespace === right.namespace && left.name === right.name;
}

function refusalIn<Table>(plan: StreamPlan, fit: ColumnFit<Table>): (column: PlannedColumn) => string | null {
  const tables = tablesToFit([plan]).map((name) => fit.tableOf(name));
  return (column) => {
    const refusals = tables.map((table) => (table === null ? null : fit.refusal(table, column)));
    return refusals.find((refusal) => refusal !== null) ?? null;
  };
}

function placeFor(
  { name, type }: PlannedColumn,
  rules: IdentifierRules,
  isFree: (name: string) => boolean,
): string {
  const wanted = toIdentifier(`${name}_${type.kind}`, rules);
  let place = wanted;
  for (let number = 2; !isFree(place); number++) place = withSuffix(wanted, `_${number}`, rules.maxBytes);
  return place;
}
