import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DigestRow } from "@/connectors/sdk";
import { differ, differingBuckets, reachOf, settleKeyless, type DifferRules } from "./differ";

const strict: DifferRules = { keepsGone: false, keepsVersions: false, isDeduped: false, reach: null };
const row = (key: string | null, hash: number, more: Partial<DigestRow> = {}): DigestRow => ({
  key: [key],
  hash: String(hash),
  cursor: null,
  changed: false,
  ...more,
});
const kinds = (source: DigestRow[], destination: DigestRow[], rules = strict) =>
  differ(source, destination, rules).differences.map(({ kind, key }) => `${kind} ${key.join()}`);
const explained = (source: DigestRow[], destination: DigestRow[], rules = strict) =>
  differ(source, destination, rules).explained;

describe("rows of both sides", () => {
  it("are missing, different or extra, by their keys", () => {
    expect(kinds([row("1", 1), row("2", 2), row("3", 3)], [row("2", 9), row("3", 3), row("4", 4)])).toEqual([
      "missing 1",
      "different 2",
      "extra 4",
    ]);
  });

  it("are held against each other as often as they occur", () => {
    expect(kinds([row("1", 1)], [row("1", 1), row("1", 1)])).toEqual(["extra 1"]);
    expect(kinds([row("1", 1), row("1", 1)], [row("1", 1)])).toEqual(["missing 1"]);
  });

  it("without a key are told apart by their values alone", () => {
    const bare = (hash: number) => ({ ...row(null, hash), key: [] });
    expect(kinds([bare(1), bare(2)], [bare(2), bare(3)])).toEqual(["missing ", "extra "]);
    expect(kinds([row(null, 1)], [row(null, 2)])).toEqual(["missing ", "extra "]);
  });

  it("are newer where their cursor is above all that the destination has, and then no fault", () => {
    const rules = { ...strict, reach: "10" };
    const source = [
      row("1", 1, { cursor: "11" }),
      row("2", 2, { cursor: "12" }),
      row("3", 3, { cursor: "10" }),
    ];
    expect(kinds(source, [row("2", 9)], rules)).toEqual(["missing 3"]);
    expect(explained(source, [row("2", 9)], rules)).toMatchObject({ newer: 2 });
  });

  it("may stay behind at the destination where the mode keeps them, but not twice", () => {
    const rules = { ...strict, keepsGone: true };
    expect(kinds([], [row("1", 1)], rules)).toEqual([]);
    expect(kinds([row("1", 1)], [row("1", 1), row("1", 2)], rules)).toEqual(["extra 1"]);
  });

  it("may have former versions where the mode keeps these, each once", () => {
    const rules = { ...strict, keepsGone: true, keepsVersions: true };
    const versions = [row("1", 1), row("1", 2), row("1", 3)];
    expect(kinds([row("1", 3)], versions, rules)).toEqual([]);
    expect(explained([row("1", 3)], versions, rules)).toMatchObject({ versions: 2 });
    expect(kinds([row("1", 3)], [...versions, row("1", 3)], rules)).toEqual(["extra 1"]);
    expect(kinds([row("1", 3)], [...versions, row("1", 1)], rules)).toEqual(["extra 1"]);
    expect(kinds([row("1", 9)], versions, rules)).toEqual(["missing 1"]);
  });

  it("are one of a key in a deduplicated table, though the source has several: the newest", () => {
    const rules = { ...strict, isDeduped: true };
    const twice = [row("1", 1), row("1", 1)];
    expect(kinds(twice, [row("1", 1)], rules)).toEqual([]);
    expect(explained(twice, [row("1", 1)], rules)).toMatchObject({ versions: 1 });
    expect(kinds(twice, [row("1", 2)], rules)).toEqual(["different 1"]);
    expect(kinds(twice, [], rules)).toEqual(["missing 1"]);
    expect(kinds([row("1", 1)], twice, rules)).toEqual(["extra 1"]);
    const versions = [
      row("1", 1, { cursor: "1" }),
      row("1", 2, { cursor: "2" }),
      row("1", 3, { cursor: "2" }),
    ];
    expect(kinds(versions, [row("1", 3)], rules)).toEqual([]);
    expect(kinds(versions, [row("1", 1)], rules)).toEqual(["different 1"]);
    const behind = { ...rules, reach: "1" };
    expect(kinds(versions, [row("1", 1)], behind)).toEqual([]);
    expect(explained(versions, [row("1", 1)], behind)).toMatchObject({ newer: 2, versions: 0 });
  });

  it("that say themselves that values were changed on their way are no fault", () => {
    expect(kinds([row("1", 1)], [row("1", 2, { changed: true })])).toEqual([]);
    expect(explained([row("1", 1)], [row("1", 2, { changed: true })])).toMatchObject({ changed: 1 });
  });

  it("without a key that were changed are set off against as many that are missing", () => {
    const bare = (hash: number, changed = false) => ({ ...row(null, hash, { changed }), key: [] });
    const { differences, keyless } = differ(
      [bare(1), bare(2)],
      [bare(7, true), bare(8, true), bare(9, true)],
      strict,
    );
    expect(differences.map(({ kind }) => kind)).toEqual(["missing", "missing"]);
    expect(keyless).toEqual({ missing: 2, changed: 3 });
    expect(settleKeyless(keyless, strict)).toEqual({ missing: 0, extra: 1, changed: 2, gone: 0 });
    expect(settleKeyless(keyless, { ...strict, keepsGone: true })).toMatchObject({ extra: 0, gone: 1 });
    expect(settleKeyless({ missing: 3, changed: 1 }, strict)).toMatchObject({ missing: 2, changed: 1 });
  });

  it("are the same exactly where both sets are, whatever their order", () => {
    const rows = fc.array(
      fc
        .tuple(fc.constantFrom("1", "2", "3", null), fc.integer({ min: 1, max: 3 }))
        .map(([key, hash]) => row(key, hash)),
      { maxLength: 8 },
    );
    const sorted = (list: DigestRow[]) => list.map(({ key, hash }) => `${String(key[0])} ${hash}`).sort();
    fc.assert(
      fc.property(rows, rows, (source, destination) => {
        const isSame = sorted(source).join() === sorted(destination).join();
        expect(kinds(source, destination).length === 0).toBe(isSame);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("buckets", () => {
  const bucket = (number: number, rows: number, sum: string, reach: string | null = null) => ({
    bucket: number,
    rows,
    sum,
    reach,
  });

  it("differ in their sum, their count, or where one side has none", () => {
    const source = [bucket(1, 2, "5"), bucket(2, 1, "7"), bucket(3, 1, "1"), bucket(9, 4, "4")];
    const destination = [bucket(1, 2, "5"), bucket(2, 1, "8"), bucket(4, 3, "1"), bucket(9, 5, "4")];
    expect(differingBuckets(source, destination)).toEqual([
      { bucket: 2, rows: 2 },
      { bucket: 3, rows: 1 },
      { bucket: 4, rows: 3 },
      { bucket: 9, rows: 9 },
    ]);
  });

  it("tell the highest cursor of all", () => {
    expect(reachOf([bucket(1, 1, "1", "9"), bucket(2, 1, "1", null), bucket(3, 1, "1", "10")])).toBe("10");
    expect(reachOf([])).toBeNull();
  });
});
