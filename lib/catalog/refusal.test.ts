import { describe, expect, it } from "vitest";
import type { Stream, WriteMode } from "@/connectors/sdk";
import { syncModes } from "@/lib/sync/modes";
import { offeredSyncModes } from "./modes";
import { refusalOf } from "./refusal";

const streamOf = (
  fullRefresh: boolean,
  incremental: boolean,
  cursorFields: string[],
  cursorIsGiven: boolean,
): Stream => ({
  name: "orders",
  fields: [],
  primaryKey: [],
  cursorFields,
  cursorIsGiven,
  supports: { fullRefresh, incremental, deletes: false },
});

const booleans = [true, false];
const streams = booleans.flatMap((full) =>
  booleans.flatMap((incremental) =>
    [[], ["at"]].flatMap((cursors) => booleans.map((given) => streamOf(full, incremental, cursors, given))),
  ),
);
const destinations: WriteMode[][] = [["append"], ["append", "overwrite"], ["append", "overwrite", "deduped"]];

describe("refusalOf", () => {
  it("refuses exactly what is not offered, whatever the stream and the destination", () => {
    for (const stream of streams) {
      for (const modes of destinations) {
        const taken = syncModes.filter((mode) => refusalOf(stream, mode, { modes }) === null);
        expect(taken).toEqual(offeredSyncModes(stream, modes));
      }
    }
  });

  it.each([
    [streamOf(true, false, ["at"], false), "incremental_append", "not_incremental"],
    [streamOf(true, true, [], false), "incremental_append", "no_cursor"],
    [streamOf(false, true, [], true), "full_refresh_append", "changes_only"],
    [streamOf(true, true, ["at"], false), "incremental_deduped_history", "deduped"],
  ] as const)("says why", (stream, mode, why) => {
    expect(refusalOf(stream, mode, { modes: ["append"] })).toBe(why);
  });
});
