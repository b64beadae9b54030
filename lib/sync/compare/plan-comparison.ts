import {
  digestFormsOf,
  type Destination,
  type DigestColumn,
  type DigestForm,
  type DigestRequest,
  type LogicalType,
  type PlannedColumn,
  type Source,
  type StreamPlan,
} from "@/connectors/sdk";
import { orderedForms } from "@/connectors/sdk/digest-text/order";
import type { StreamRead } from "../plan";

export interface ComparisonWork {
  source: { connector: Source<unknown>; config: unknown };
  destination: { connector: Destination<unknown>; config: unknown };
  read: StreamRead;
  /** Of the stream's own table: the first of its outputs. */
  plan: StreamPlan;
}

/** A column of the destination and the field of the (shaped) row that it holds, in the form both sides give. */
export interface ComparedColumn {
  planned: PlannedColumn;
  form: DigestForm;
}

export interface ComparisonPlan {
  columns: ComparedColumn[];
  /** Among them; empty: rows can only be told apart by all of their values. */
  key: ComparedColumn[];
  cursor: ComparedColumn | null;
  /** Columns that are left out, and why. */
  notCompared: { column: string; reason: string }[];
  /** Rows may stay in the destination that are gone at the source. */
  keepsGone: boolean;
  /** The destination may hold several rows of a key: every version that came. */
  keepsVersions: boolean;
  /** The destination holds one row of a key. */
  isDeduped: boolean;
  /** Each refresh adds a copy of all rows; the newest is compared. */
  newestRunOnly: boolean;
  /** The source computes by itself; otherwise its rows are read, which compares more columns where it has fewer forms. */
  bySource: boolean;
  /** The source can be asked for the rows of some keys. */
  readsKeys: boolean;
}

/** What of the stream's rows can be compared, and how. Pure. Null where the destination can only count. */
export function planComparison({
  source,
  destination,
  read,
  plan,
}: ComparisonWork): ComparisonPlan | { reason: string } {
  const { digest } = destination.connector;
  const { title } = destination.connector.spec;
  if (!digest) return { reason: `${title} can count its rows, but not compare them` };
  if (plan.normalization === "raw") return { reason: "rows of raw tables are counted, not compared" };
  const readsKeys = read.shape === null && source.connector.digest !== undefined;
  const taken = digest.forms ?? digestFormsOf;
  const byReading = columnsFor(read, plan, digestFormsOf, taken);
  const own = columnsFor(read, plan, source.connector.digest?.forms ?? digestFormsOf, taken);
  const bySource = readsKeys && own.columns.length === byReading.columns.length;
  const { columns, notCompared } = bySource ? own : byReading;
  const cursor = columns.find(({ planned }) => planned.field === plan.stream.cursor);
  const isIncremental = plan.stream.mode === "incremental";
  return {
    columns,
    key: keyOf(read, plan, columns),
    cursor: cursor && orderedForms.has(cursor.form) ? cursor : null,
    notCompared,
    keepsGone: plan.write !== "overwrite" && isIncremental && !plan.stream.supports.deletes,
    keepsVersions: plan.write === "append" && isIncremental,
    isDeduped: plan.write === "deduped",
    newestRunOnly: plan.write === "append" && !isIncremental,
    bySource,
    readsKeys,
  };
}

type FormsOf = (type: LogicalType) => DigestForm[];

function columnsFor(
  read: StreamRead,
  plan: StreamPlan,
  given: FormsOf,
  taken: FormsOf,
): Pick<ComparisonPlan, "columns" | "notCompared"> {
  const columns: ComparedColumn[] = [];
  const notCompared: ComparisonPlan["notCompared"] = [];
  for (const planned of plan.columns) {
    const reason = read.shape ? scrambled(read.shape.outputs[0]?.scrambled[planned.index] ?? null) : null;
    const form = given(planned.type).find((candidate) => taken(planned.type).includes(candidate));
    if (reason === null && form) columns.push({ planned, form });
    else notCompared.push({ column: planned.name, reason: reason ?? noForm(planned.type) });
  }
  return { columns, notCompared };
}

/** The request for one side: the source knows fields, the destination columns. */
export function requestOf(plan: ComparisonPlan, side: "source" | "destination"): DigestRequest {
  const named = ({ planned, form }: ComparedColumn): DigestColumn => ({
    name: side === "source" ? planned.field : planned.name,
    form,
  });
  return {
    columns: plan.columns.map(named),
    key: plan.key.map(named),
    cursor: plan.cursor && named(plan.cursor),
    newestRunOnly: side === "destination" && plan.newestRunOnly,
  };
}

function scrambled(by: "hashing" | "encryption" | null): string | null {
  return by === "encryption" ? "it is encrypted anew each time" : null;
}

function noForm({ kind }: LogicalType): string {
  return `the two systems have no common text for ${kind === "time" ? "times with a zone" : `values of the kind ${kind}`}`;
}

/** The key that the table is deduplicated by, or else the source's own, where all of it can be compared. */
function keyOf(read: StreamRead, plan: StreamPlan, columns: ComparedColumn[]): ComparedColumn[] {
  const origins = read.shape?.outputs[0]?.origins;
  const fieldOf = (path: string[]) => {
    const [field = ""] = path;
    if (path.length !== 1) return undefined;
    return origins ? plan.stream.fields[origins.indexOf(field)]?.name : field;
  };
  const names =
    plan.key.length > 0
      ? plan.key
      : read.stream.primaryKey.map((path) => {
          const field = fieldOf(path);
          return plan.columns.find((column) => column.field === field)?.name;
        });
  const key = names.map((name) => columns.find(({ planned }) => planned.name === name));
  return key.every((column) => column !== undefined) ? key : [];
}
