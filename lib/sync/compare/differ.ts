import type { DigestBucket, DigestRow } from "@/connectors/sdk";
import { isHigher } from "@/connectors/sdk/digest-text/order";

/**
 * - missing: the source's row is not in the destination
 * - extra: the destination's row is not in the source
 * - different: both have a row of the key, with other values
 */
export interface Difference {
  kind: "missing" | "extra" | "different";
  /** Texts of the key's columns; empty where there is no key, or part of it is null. */
  key: string[];
}

/** What explains rows that do not match, so that they are no fault. */
export interface Explained {
  /** Above the highest cursor value of the destination: come or changed since the last sync. */
  newer: number;
  /** Gone at the source, while the stream's mode keeps them. */
  gone: number;
  /** Former versions: in a table that keeps all, or at the source where the table keeps the newest row of a key. */
  versions: number;
  /** Values were nulled or cut on their way, as the row itself says. */
  changed: number;
}

export interface DifferRules {
  keepsGone: boolean;
  keepsVersions: boolean;
  /** The destination holds one row of a key, be there several at the source: the newest of them. */
  isDeduped: boolean;
  /** The highest cursor value in the destination; null: nothing is known to be newer. */
  reach: string | null;
}

/** The buckets in which the two sides do not come to the same, with the rows that both have there. */
export function differingBuckets(
  source: DigestBucket[],
  destination: DigestBucket[],
): { bucket: number; rows: number }[] {
  const left = new Map(source.map((entry) => [entry.bucket, entry]));
  const right = new Map(destination.map((entry) => [entry.bucket, entry]));
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((bucket) => {
      const [a, b] = [left.get(bucket), right.get(bucket)];
      return a?.rows !== b?.rows || a?.sum !== b?.sum;
    })
    .sort((a, b) => a - b)
    .map((bucket) => ({
      bucket,
      rows: (left.get(bucket)?.rows ?? 0) + (right.get(bucket)?.rows ?? 0),
    }));
}

/** The highest cursor value of all buckets. */
export function reachOf(buckets: DigestBucket[]): string | null {
  return highestOf(buckets.map(({ reach }) => reach));
}

function highestOf(cursors: (string | null)[]): string | null {
  let highest: string | null = null;
  for (const cursor of cursors)
    if (cursor !== null && (highest === null || isHigher(cursor, highest))) highest = cursor;
  return highest;
}

/** Holds the rows of some buckets against each other: as sets in which a row may occur several times. */
export function differ(source: DigestRow[], destination: DigestRow[], rules: DifferRules): Outcome {
  const outcome: Outcome = {
    differences: [],
    explained: { newer: 0, gone: 0, versions: 0, changed: 0 },
    keyless: { missing: 0, changed: 0 },
  };
  for (const group of groups(source, destination)) judge(group, rules, outcome);
  return outcome;
}

export interface Outcome {
  differences: Difference[];
  explained: Explained;
  keyless: Keyless;
}

/**
 * Rows without a key are told apart by their values, so that one whose values were changed on its way is missing in one
 * bucket and extra in another. Only over all buckets can the two be set off: see `settleKeyless`.
 */
export interface Keyless {
  /** Rows of the source that are missing; they are among the differences. */
  missing: number;
  /** Rows that the source does not have and that say themselves that they were changed; they are not. */
  changed: number;
}

/** What the sum over all buckets comes to: as many are missing, extra, changed on their way, and gone at the source. */
export function settleKeyless(
  { missing, changed }: Keyless,
  { keepsGone }: DifferRules,
): { missing: number; extra: number; changed: number; gone: number } {
  const pairs = Math.min(missing, changed);
  const left = changed - pairs;
  return {
    missing: missing - pairs,
    extra: keepsGone ? 0 : left,
    changed: pairs,
    gone: keepsGone ? left : 0,
  };
}

function judge(group: Group, rules: DifferRules, outcome: Outcome): void {
  const { explained } = outcome;
  const { key, destination } = group;
  const source = rules.isDeduped && key.length > 0 ? newestOf(group, rules) : group.source;
  explained.versions += group.source.length - source.length;
  const [unmatched, right] = withoutEqual(source, destination);
  const left = key.length > 0 ? right : right.filter((row) => !row.changed);
  const ours = unmatched.filter((row) => !isNewer(row, rules.reach));
  const newer = unmatched.length - ours.length;
  explained.newer += newer;
  if (key.length === 0) {
    outcome.keyless.missing += ours.length;
    outcome.keyless.changed += right.length - left.length;
  }
  const surplus = withoutVersions(left, source, rules, explained);
  // Rows of one key face each other; the one that gave way to a newer row of the source faces that.
  const facing = key.length > 0 ? surplus.slice(newer) : surplus;
  const pairs = key.length > 0 ? Math.min(ours.length, facing.length) : 0;
  const changed = facing.slice(0, pairs).filter((row) => row.changed).length;
  explained.changed += changed;
  const extra = facing.length - pairs;
  const isGone = rules.keepsGone && (source.length === 0 || key.length === 0);
  if (isGone) explained.gone += extra;
  add(outcome, "different", key, pairs - changed);
  add(outcome, "missing", key, ours.length - pairs);
  add(outcome, "extra", key, isGone ? 0 : extra);
}

function add({ differences }: Outcome, kind: Difference["kind"], key: string[], count: number): void {
  for (let at = 0; at < count; at++) differences.push({ kind, key });
}

/** Without the rows of the key that gave way to a newer one; of several that are as new, the one that was taken. */
function newestOf({ source, destination }: Group, { reach }: DifferRules): DigestRow[] {
  const known = source.filter((row) => !isNewer(row, reach));
  if (known.length < 2) return source;
  const highest = highestOf(known.map(({ cursor }) => cursor));
  const newest = known.filter(({ cursor }) => cursor === highest);
  const there = new Set(destination.map(({ hash }) => hash));
  const taken = newest.find(({ hash }) => there.has(hash)) ?? newest[0];
  return source.filter((row) => row === taken || isNewer(row, reach));
}

/**
 * Without what a table that keeps every version may hold besides the source's rows: each version once. The same row twice
 * is no version but a doubled row.
 */
function withoutVersions(
  left: DigestRow[],
  source: DigestRow[],
  { keepsVersions }: DifferRules,
  explained: Explained,
): DigestRow[] {
  if (!keepsVersions) return left;
  const seen = new Set(source.map(({ hash }) => hash));
  const doubled = left.filter(({ hash }) => {
    const isVersion = !seen.has(hash);
    seen.add(hash);
    return !isVersion;
  });
  explained[source.length === 0 ? "gone" : "versions"] += left.length - doubled.length;
  return doubled;
}

interface Group {
  key: string[];
  source: DigestRow[];
  destination: DigestRow[];
}

function groups(source: DigestRow[], destination: DigestRow[]): Iterable<Group> {
  const found = new Map<string, Group>();
  const groupOf = ({ key }: DigestRow): Group => {
    const texts = key.every((text) => text !== null) ? key : [];
    const name = JSON.stringify(texts);
    const group = found.get(name) ?? { key: texts, source: [], destination: [] };
    found.set(name, group);
    return group;
  };
  for (const row of source) groupOf(row).source.push(row);
  for (const row of destination) groupOf(row).destination.push(row);
  return found.values();
}

function withoutEqual(source: DigestRow[], destination: DigestRow[]): [DigestRow[], DigestRow[]] {
  const counts = new Map<string, number>();
  for (const { hash } of source) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const right = destination.filter(({ hash }) => {
    const count = counts.get(hash) ?? 0;
    if (count > 0) counts.set(hash, count - 1);
    return count === 0;
  });
  const left: DigestRow[] = [];
  for (const row of source) {
    const count = counts.get(row.hash) ?? 0;
    if (count === 0) continue;
    counts.set(row.hash, count - 1);
    left.push(row);
  }
  return [left, right];
}

function isNewer({ cursor }: DigestRow, reach: string | null): boolean {
  return cursor !== null && reach !== null && isHigher(cursor, reach);
}
