import { streamLabel, type Context } from "@/connectors/sdk";
import { isHigher, orderedForms } from "@/connectors/sdk/digest-text/order";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import { compareHistory, historyReason, type HistoryComparison } from "./compare-history";
import { describeKey } from "./describe-key";
import { differ, differingBuckets, reachOf, settleKeyless, type Difference, type Explained } from "./differ";
import {
  planComparison,
  type ComparedColumn,
  type ComparisonPlan,
  type ComparisonWork,
} from "./plan-comparison";
import { destinationSide, sourceSide } from "./sides";

/** Rows of both sides that are looked at in one go. */
const maxPortionRows = 200_000;
const maxExamples = 20;
/** So many differences say enough: the rest is not looked for. */
const defaultEnough = 10_000;

export interface StreamComparison {
  /** The rows that both sides have, without those that explain themselves, come to the same, and no history is wrong. */
  same: boolean;
  sourceRows: number;
  /** null: there is no such table. */
  destinationRows: number | null;
  differing: Record<Difference["kind"], number>;
  /** There may be more differences than those: enough were found. */
  isPartial: boolean;
  /** Where the rows that differ lie by their key, both ends included; null where it has no order, or there are none. */
  range: { from: string; to: string } | null;
  explained: Explained;
  /** Some of the rows that differ, by their keys: "id = 17"; none where there is no key. */
  examples: { kind: Difference["kind"]; row: string }[];
  /** Columns that are not compared, and why. */
  notCompared: ComparisonPlan["notCompared"];
  /** The history against the table and in itself; absent where none is kept, or the comparison is older than this. */
  history?: HistoryComparison;
  /** In a sentence; null where they are the same. */
  reason: string | null;
}

export interface ComparisonOptions {
  mapperSecrets: MapperSecrets;
  ctx: Context;
  /** Gets the differences, portion by portion. */
  onDifferences?(differences: Difference[]): void;
  /** How many are enough; 10,000 unless given. */
  enough?: number;
}

/**
 * Compares what the source holds now with what the destination holds: first by sums over buckets of rows, which both
 * compute where the rows are, then row by row where the sums differ. Then the history, if one is kept, with the
 * destination's table. Writes nothing.
 */
export async function compareStream(
  work: ComparisonWork,
  plan: ComparisonPlan,
  { mapperSecrets, ctx, onDifferences, enough = defaultEnough }: ComparisonOptions,
): Promise<StreamComparison> {
  const source = sourceSide(work, plan, mapperSecrets, ctx);
  const destination = destinationSide(work, plan, ctx);
  const [ours, theirs] = await Promise.all([source.buckets(), destination.buckets()]);
  const result: StreamComparison = {
    same: true,
    sourceRows: countOf(ours ?? []),
    destinationRows: theirs && countOf(theirs),
    differing: { missing: 0, extra: 0, different: 0 },
    isPartial: false,
    range: null,
    explained: { newer: 0, gone: 0, versions: 0, changed: 0 },
    examples: [],
    notCompared: plan.notCompared,
    reason: null,
  };
  const label = streamLabel(work.plan.stream);
  if (theirs === null) return { ...result, same: false, reason: `${label} has no table in the destination.` };
  const range = new KeyRange(plan.key);
  const keyless = { missing: 0, changed: 0 };
  let named = 0;
  const { keepsGone, keepsVersions, isDeduped } = plan;
  const rules = { keepsGone, keepsVersions, isDeduped, reach: reachOf(theirs) };
  for (const buckets of portions(differingBuckets(ours ?? [], theirs))) {
    const unnamed = settleKeyless(keyless, rules);
    if (named + unnamed.missing + unnamed.extra >= enough) {
      result.isPartial = true;
      break;
    }
    const [left, right] = await Promise.all([source.rows(buckets), destination.rows(buckets)]);
    const { differences, explained, ...counted } = differ(left, right, rules);
    keyless.missing += counted.keyless.missing;
    keyless.changed += counted.keyless.changed;
    named += differences.length - counted.keyless.missing;
    for (const kind of Object.keys(explained) as (keyof Explained)[])
      result.explained[kind] += explained[kind];
    for (const { kind, key } of differences) {
      result.differing[kind]++;
      range.add(key);
    }
    result.examples.push(...describeRows(differences, plan.key, maxExamples - result.examples.length));
    onDifferences?.(differences);
  }
  const settled = settleKeyless(keyless, rules);
  result.differing.missing -= settled.changed;
  result.differing.extra += settled.extra;
  result.explained.changed += settled.changed;
  result.explained.gone += settled.gone;
  result.range = range.ends();
  const history = await compareHistory(work, { ctx, enough, maxExamples });
  if (history) result.history = history;
  const reason = reasonOf(result, label);
  return { ...result, same: reason === null, reason };
}

/** Compares where the two can be compared; otherwise says why they cannot. */
export function comparisonOf(
  work: ComparisonWork,
  options: ComparisonOptions,
): Promise<StreamComparison> | { reason: string } {
  const plan = planComparison(work);
  return "reason" in plan ? plan : compareStream(work, plan, options);
}

/** What one should know of a comparison, be its outcome as it may. */
export function remarksOn(comparison: StreamComparison | { reason: string }): string[] {
  if (!("same" in comparison)) return [`Content is not compared: ${comparison.reason}.`];
  const { explained, notCompared, history } = comparison;
  const { newer, gone, versions, changed } = explained;
  const rowsThat = [
    ...(newer > 0 ? [`${rows(newer)} newer than the last sync`] : []),
    ...(gone > 0 ? [`${rows(gone)} gone at the source and kept`] : []),
    ...(versions > 0 ? [`${rows(versions)} of former versions`] : []),
    ...(changed > 0 ? [`${rows(changed)} with values changed on their way, as they say themselves`] : []),
  ];
  return [
    ...(rowsThat.length > 0 ? [`Not counted as differences: ${rowsThat.join(", ")}.`] : []),
    ...notCompared.map(({ column, reason }) => `Not compared: column ${column}, because ${reason}.`),
    ...(history && "reason" in history ? [`The history is not checked: ${history.reason}.`] : []),
  ];
}

function reasonOf(comparison: StreamComparison, label: string): string | null {
  const parts = [differenceOf(comparison), historyReason(comparison.history ?? null)].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? null : `${label}: ${parts.join("; and ")}.`;
}

function differenceOf({ differing, examples, isPartial, range }: StreamComparison): string | null {
  const { missing, extra, different } = differing;
  const parts = [
    ...(missing > 0 ? [`${rows(missing)} of the source missing in the destination`] : []),
    ...(different > 0 ? [`${rows(different)} with other values`] : []),
    ...(extra > 0 ? [`${rows(extra)} that the source does not have`] : []),
  ];
  if (parts.length === 0) return null;
  const named = examples.slice(0, 5).map(({ row }) => row);
  const isMore = missing + extra + different > named.length;
  const where = isMore && range ? `, all from ${range.from} to ${range.to}` : "";
  const list = named.length > 0 ? ` (${named.join("; ")}${isMore ? ", …" : ""}${where})` : "";
  return `${isPartial ? "at least " : ""}${parts.join(", ")}${list}`;
}

function rows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

function* portions(buckets: { bucket: number; rows: number }[]): Generator<number[]> {
  let portion: number[] = [];
  let sum = 0;
  for (const { bucket, rows } of buckets) {
    if (portion.length > 0 && sum + rows > maxPortionRows) {
      yield portion;
      [portion, sum] = [[], 0];
    }
    portion.push(bucket);
    sum += rows;
  }
  if (portion.length > 0) yield portion;
}

function describeRows(
  differences: Difference[],
  key: ComparedColumn[],
  limit: number,
): StreamComparison["examples"] {
  return differences
    .filter((difference) => difference.key.length > 0)
    .slice(0, Math.max(0, limit))
    .map((difference) => ({ kind: difference.kind, row: describeKey(difference.key, key) }));
}

/** The first and the last of some keys, where keys are one column that has an order. */
class KeyRange {
  private lowest: string | null = null;
  private highest: string | null = null;

  constructor(private readonly key: ComparedColumn[]) {}

  add([text]: string[]): void {
    const [column] = this.key;
    if (text === undefined || this.key.length !== 1 || !column || !orderedForms.has(column.form)) return;
    if (this.lowest === null || isHigher(this.lowest, text)) this.lowest = text;
    if (this.highest === null || isHigher(text, this.highest)) this.highest = text;
  }

  ends(): StreamComparison["range"] {
    if (this.lowest === null || this.highest === null) return null;
    return { from: describeKey([this.lowest], this.key), to: describeKey([this.highest], this.key) };
  }
}

function countOf(buckets: { rows: number }[]): number {
  return buckets.reduce((sum, { rows }) => sum + rows, 0);
}
