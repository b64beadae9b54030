import { metaColumns, metaDocument, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import { isStagedOtherwise } from "@/connectors/sdk/naming/fit-columns";
import {
  constantColumns,
  sqlTable,
  stageLabel,
  stageName,
  stageTableColumns,
  type TableColumn,
} from "./layout";
import { commentOn, createTable, type ExistingTable, planTable, type TablePlan } from "./tables";
import { sqlName } from "./values";

/** The arrival order of rows must survive, and most stages do not live long enough to be worth a vacuum. */
const storage = " WITH (autovacuum_enabled = false)";

export interface StagePlan extends TablePlan {
  /** false: the constant columns are not there yet. */
  hasConstants: boolean;
  /** The rows of an earlier attempt, or of an earlier run of an incremental stream, are kept. */
  continued: boolean;
}

/** The stage of the plan's generation (and run): kept where there is one, otherwise made anew. `existing` is a stage. */
export function planStage(plan: StreamPlan, slim: boolean, existing: ExistingTable | null): StagePlan {
  const stage = stageName(plan);
  const label = stageLabel(plan);
  const columns = stageTableColumns(plan, slim);
  if (existing?.comment !== label || isOtherwise(existing, columns)) {
    const created = planTable(stage, columns, null);
    const drop = existing ? [`DROP TABLE ${sqlTable(stage)}`] : [];
    const statements = [...drop, createTable(stage, columns, storage), commentOn(stage, label)];
    return { statements, types: created.types, hasConstants: !slim, continued: false };
  }
  const hasConstants = existing.columns.some(({ name }) => name === metaColumns.meta);
  const continued = planTable(stage, stageTableColumns(plan, !hasConstants), existing);
  return { ...continued, hasConstants, continued: true };
}

function isOtherwise(existing: ExistingTable, wanted: TableColumn[]): boolean {
  return isStagedOtherwise(
    existing.columns.map(({ name }) => name),
    wanted.map(({ name }) => name),
  );
}

/** The constant columns with the run's values as defaults: rows that are already there get them without being touched. */
export function addConstants(plan: StreamPlan): string {
  const values = constantValues(plan);
  const actions = constantColumns.map(
    ({ name, type, definition }, index) =>
      `ADD COLUMN IF NOT EXISTS ${quoteIdentifier(name)} ${definition ?? sqlName(type)} DEFAULT ${quoteLiteral(values[index] ?? "")}`,
  );
  return `ALTER TABLE ${sqlTable(stageName(plan))} ${actions.join(", ")}`;
}

export function dropConstantDefaults(plan: StreamPlan): string {
  const actions = constantColumns.map(({ name }) => `ALTER COLUMN ${quoteIdentifier(name)} DROP DEFAULT`);
  return `ALTER TABLE ${sqlTable(stageName(plan))} ${actions.join(", ")}`;
}

function constantValues(plan: StreamPlan): string[] {
  return [extractedAtText(plan), metaDocument(plan.syncId), String(plan.generation)];
}

/** The instant as SQL reads it, to the millisecond. */
export function extractedAtText(plan: StreamPlan): string {
  return new Date(plan.extractedAtMs).toISOString();
}
