import type { StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { isStagedOtherwise } from "@/connectors/sdk/naming/fit-columns";
import {
  sqlTable,
  stageColumns,
  stageLabel,
  stageName,
  stageTableColumns,
  type TableColumn,
  wayOf,
} from "./layout";
import { checkSql, planStageChecks } from "./stage-constraints";
import { type Check, createTable, type ExistingTable, planTable, type TablePlan } from "./tables";

export interface StagePlan extends TablePlan {
  /** The rows of an earlier attempt, or of an earlier run of an incremental stream, are kept. */
  continued: boolean;
  /** Further statements, which fail where staged rows break what they add. */
  checks: string[];
}

const arrival = `${quoteIdentifier(stageColumns.arrival)} BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY`;

/**
 * The stage of the plan's generation (and run): kept where there is one, otherwise made anew. `existing` is a stage.
 * Its label comes with it in one statement: there is never a stage whose rows are nobody's.
 */
export function planStage(
  plan: StreamPlan,
  { existing, checks }: { existing: ExistingTable | null; checks: Check[] },
  exactCollation: string,
): StagePlan {
  const stage = stageName(plan);
  const columns = stageTableColumns(plan);
  const comment = stageLabel(plan);
  if (existing?.comment === comment && !isOtherwise(existing, columns))
    return {
      ...planTable(stage, columns, existing, exactCollation),
      continued: true,
      checks: planStageChecks(plan, existing, checks),
    };
  const { slots } = planTable(stage, columns, null, exactCollation);
  const extra = [...(wayOf(plan) === "deduped" ? [arrival] : []), ...checks.map(checkSql)];
  const drop = existing ? [`DROP TABLE ${sqlTable(stage)}`] : [];
  const create = createTable(stage, columns, { exactCollation, extra, comment });
  return { statements: [...drop, create], slots, continued: false, checks: [] };
}

function isOtherwise(existing: ExistingTable, wanted: TableColumn[]): boolean {
  return isStagedOtherwise(
    existing.columns.map(({ name }) => name).filter((name) => name !== stageColumns.arrival),
    wanted.map(({ name }) => name),
  );
}
