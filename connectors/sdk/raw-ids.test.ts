import { describe, expect, it } from "vitest";
import { fillRawIdTexts, newRawId, RawIdSequence, rawIdTextBytes, writeRawId } from "./raw-ids";

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function hyphenated(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function writtenId(sequence: { write(target: Uint8Array, offset: number): void }): string {
  const bytes = new Uint8Array(20).fill(0xee);
  sequence.write(bytes, 3);
  expect([bytes[2], bytes[19]]).toEqual([0xee, 0xee]);
  return hyphenated(Buffer.from(bytes.subarray(3, 19)).toString("hex"));
}

function filledTexts(count: number, fill: (target: Uint8Array) => void): string[] {
  const target = new Uint8Array(count * rawIdTextBytes + 5);
  fill(target.subarray(2, -3));
  expect([target[0], target[1], ...target.slice(-3)]).toEqual([0, 0, 0, 0, 0]);
  const text = Buffer.from(target.subarray(2, -3)).toString("latin1");
  return Array.from({ length: count }, (_, id) => text.slice(id * rawIdTextBytes, (id + 1) * rawIdTextBytes));
}

/** The milliseconds an id tells. */
const timeOf = (id: string) => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);

describe("raw ids", () => {
  it("are UUIDs of version 7 that rise and never repeat, in whatever form they are asked for", () => {
    const before = Date.now();
    const ids = Array.from({ length: 50 }, (_, round) => [
      newRawId(),
      writtenId({ write: writeRawId }),
      ...filledTexts(round * 3, fillRawIdTexts),
    ]).flat();
    for (const id of ids) expect(id).toMatch(version7);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(timeOf(ids[0] ?? "")).toBeGreaterThanOrEqual(before);
    expect(timeOf(ids.at(-1) ?? "")).toBeLessThanOrEqual(Date.now());
  });

  it("do not repeat over many sequences that begin in the same millisecond", () => {
    const ids = Array.from({ length: 2_000 }, () => {
      const sequence = new RawIdSequence(() => 1_764_000_000_000);
      return [
        sequence.next(),
        writtenId(sequence),
        ...filledTexts(20, (target) => sequence.fillTexts(target)),
      ];
    }).flat();
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("rise where the clock goes back", () => {
    const times = [1_764_000_000_500, 1_764_000_000_100, 1_764_000_000_499, 1_764_000_000_501];
    const sequence = new RawIdSequence(() => times.shift() ?? 0);
    const ids = [sequence.next(), sequence.next(), writtenId(sequence), sequence.next()];
    expect(ids.map(timeOf)).toEqual([
      1_764_000_000_500, 1_764_000_000_500, 1_764_000_000_500, 1_764_000_000_501,
    ]);
    expect([...ids].sort()).toEqual(ids);
  });

  it("rise where the counter begins anew, within texts made together too", () => {
    const sequence = new RawIdSequence(() => 1_764_000_000_000, 0xffff_ffff - 5);
    const ids = [
      sequence.next(),
      ...filledTexts(100, (target) => sequence.fillTexts(target)),
      sequence.next(),
    ];
    expect(ids.map(timeOf).slice(0, 2)).toEqual([1_764_000_000_000, 1_764_000_000_001]);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(version7);
  });

  it("leave a place for no text empty", () => {
    const target = new Uint8Array(rawIdTextBytes - 1);
    fillRawIdTexts(target);
    expect(target.every((byte) => byte === 0)).toBe(true);
  });
});
