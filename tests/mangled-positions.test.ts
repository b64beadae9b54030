import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, continueFrom, type Checkpoint, type Json, type Position } from "@/connectors/sdk";
import { FileHistory } from "@/connectors/sdk/files/set/history";
import { parseSetPosition } from "@/connectors/sdk/files/set/position";
import { checkpointOf, planFeed, planStream } from "@/connectors/sdk/testing";
import { parsePosition as parseFilePosition } from "@/connectors/sources/file/position";
import { parseCursorPosition } from "@/connectors/sdk/cursor/position";
import { parseKeyPosition } from "@/connectors/sources/mysql/position";
import { parsePosition, parseXminPosition } from "@/connectors/sources/postgres/position";
import { parsePosition as parsePulsarPosition } from "@/connectors/sources/pulsar/position";
import { spec as sampleSpec } from "@/connectors/sources/sample/config";
import { startFrom } from "@/connectors/sources/sample/position";
import { journalFeedId, readJournal } from "@/lib/cli/sync/journal";
import { mangled } from "./support/mangle";

/** Of each reader; of all of them, more than 10,000. */
const runs = { numRuns: 2_000 };

const seen = Buffer.alloc(30, 7).toString("base64");
const cursorPosition = {
  version: 1,
  cursor: "at",
  value: "7",
  columns: "abc",
  ties: { known: "m".repeat(44) },
};
const heap = { file: "1:2:3", columns: "c", horizon: "700", nextBlock: 64, rows: 9 };
const mark = { horizon: "700", seen: [1, 5] };
const part = { file: "1:2:3", nextBlock: 64, mark };

/** Positions as each source gives them. */
const genuine: Json[] = [
  null,
  cursorPosition,
  { ...cursorPosition, ties: { count: 3, upTo: ["1", "2"] } },
  { ...cursorPosition, value: null, nullsRead: true },
  { version: 1, heap },
  { version: 1, xmin: { server: "1:2", since: mark, part } },
  { version: 1, key: ["1"], columns: ["id"] },
  { done: true },
  { done: false, file: { etag: "x" }, offset: 10, rows: 3 },
  { done: false, file: { etag: "x" }, offset: 0, rows: 0, reads: "k" },
  { history: { seen, dropped: [5, "abc"] }, open: { path: "a.csv", file: "v", offset: 10, rows: 3 } },
  { history: { seen, dropped: null }, open: null, next: { reads: "k", count: 7, files: "h" } },
  {
    version: 1,
    parts: { "-1": "start", "0": "12:3:7", "1": "12:3" },
    createdAtMs: { "0": 1_796_010_207_699 },
  },
  { version: 1, parts: { "0": "12:3:7", "1": "@13:0:-1" }, createdAtMs: {}, at: "1", reads: "k" },
  { seed: 1, version: 0, next: 5, passed: true },
  { version: 1, streams: { '["public","orders"]': ["incremental_append", "f", "g", 5, 1, 1] } },
];

const positions = fc.constantFrom(...genuine).chain(mangled);
const sampleConfig = sampleSpec.parse({ count: 10 });

const readers: Record<string, (position: Position) => unknown> = {
  "postgres, by cursor": (position) => parsePosition(position, "at"),
  "postgres, by xmin": parseXminPosition,
  "mysql, by cursor": (position) => parseCursorPosition(position, "at"),
  "mysql, by key": (position) => parseKeyPosition(position, ["id"]),
  "one file": parseFilePosition,
  "many files": (position) => {
    const parsed = parseSetPosition(position);
    if (parsed && "history" in parsed) new FileHistory(parsed.history).store();
  },
  pulsar: parsePulsarPosition,
  "sample data": (position) => startFrom(sampleConfig, position, "incremental", 0),
  "the command line's journal": (position) =>
    readJournal([{ feedId: journalFeedId, fence: 1, checkpoint: { ...checkpoint, position } }]),
};

const stream = planStream({ connectionId: "c", name: "orders", namespace: "public", mode: "incremental" });
const plan = planFeed(stream, 1);
const checkpoint = checkpointOf(plan, null, 5, true);

describe("a mangled position", () => {
  it.each(Object.keys(readers))("is read, or refused with what to do: %s", (name) => {
    const ends = { read: 0, refused: 0 };
    fc.assert(
      fc.property(positions, (position) => {
        try {
          readers[name]?.(position);
          ends.read++;
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          expect(error.message).toMatch(/Refresh the stream|begins anew/);
          ends.refused++;
        }
      }),
      runs,
    );
    expect(ends.refused).toBeGreaterThan(100);
  });

  it("is gone on from as a whole or not at all, or refused, whatever its checkpoint has become", () => {
    const ends = { gone: 0, refused: 0 };
    const stored = fc.constantFrom<Json>(checkpoint as unknown as Json).chain(mangled);
    fc.assert(
      fc.property(stored, (mangledCheckpoint) => {
        try {
          const found = continueFrom(mangledCheckpoint as unknown as Checkpoint, plan);
          if (found) expect(found).toMatchObject({ syncId: plan.syncId, generations: [1] });
          for (const { written = 0 } of found?.counts ?? []) expect(written).toBeGreaterThanOrEqual(0);
          ends.gone++;
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          ends.refused++;
        }
      }),
      runs,
    );
    expect(Math.min(ends.gone, ends.refused)).toBeGreaterThan(100);
  });
});
