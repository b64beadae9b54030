import type { DigestRequest } from "../digest";
import { isHigher } from "../digest-text/order";
import { BucketSums, RowDigest } from "../digest-text/rows";
import type { Value } from "../values";

/** What rows come to, in buckets and one by one. `indexOf` finds a column of the request in a row. */
export function digestsOf(request: DigestRequest, rows: Value[][], indexOf: (name: string) => number) {
  const digest = new RowDigest(request, (name) => ({ index: indexOf(name) }));
  const sums = new BucketSums(isHigher);
  const digested = rows.map((row) => {
    const { bucket, row: entry } = digest.of(row);
    sums.add(bucket, entry);
    return entry;
  });
  return { buckets: sums.list(), rows: digested };
}

/** To be compared whatever the order of the items, and of their keys. */
export function inOrder(items: unknown[]): string[] {
  return items.map((item) => JSON.stringify(Object.entries(item as object).sort())).sort();
}
