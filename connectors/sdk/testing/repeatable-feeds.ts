import { describe, expect, it } from "vitest";
import type { Position } from "../checkpoint";
import type { Feed } from "../stream";
import { sampleOf, type Reading } from "./source-conformance";

export interface RepeatableSubject {
  feeds(): Promise<Feed[]>;
  /** With a clock that goes on by so much whenever it is looked at. */
  read(feed: Feed, position: Position | null, msPerLook: number): Promise<Reading>;
}

const paces = [0, 100, 2_500];

/**
 * What `Feed.isRepeatable` promises, of every feed that says so: rows, their order, and the places of checkpoints, from several
 * positions, while time stands still, passes and flies; and that nothing comes before the first position. Of others nothing
 * is asked.
 */
export function describeRepeatableFeeds({ feeds, read }: RepeatableSubject): void {
  describe("a feed that says that it is repeatable", () => {
    it("gives a checkpoint before its first row, read from its start or from where it was complete", async () => {
      for (const feed of await repeatable()) {
        const whole = await read(feed, null, 0);
        const again = await read(feed, stored(whole.checkpoints.at(-1)?.position ?? null), 0);
        for (const { rows, checkpoints } of [whole, again])
          if (rows.length > 0) expect([feed.id, checkpoints[0]?.rowsBefore]).toEqual([feed.id, 0]);
      }
    });

    it("gives the same rows in the same order, with checkpoints behind the same ones, whenever it is read again", async () => {
      for (const feed of await repeatable()) {
        const [pinned] = (await read(feed, null, 0)).checkpoints;
        if (!pinned || pinned.complete) continue;
        const whole = await read(feed, stored(pinned.position), 1000);
        for (const { position, rowsBefore } of sampleOf(
          whole.checkpoints.filter((entry) => !entry.complete),
        )) {
          const expected = {
            rows: whole.rows.slice(rowsBefore),
            places: placesBehind(whole, rowsBefore, rowsBefore),
          };
          for (const msPerLook of paces) {
            const again = await read(feed, stored(position), msPerLook);
            expect(again.rows).toEqual(expected.rows);
            expect(placesBehind(again, 0, 0)).toEqual(expected.places);
          }
        }
      }
    });
  });

  async function repeatable(): Promise<Feed[]> {
    return (await feeds()).filter((feed) => feed.isRepeatable);
  }
}

/** As it comes back from where it was kept. */
function stored(position: Position): Position {
  return JSON.parse(JSON.stringify(position)) as Position;
}

/** Where checkpoints stand behind `rows`, counted from `origin`; several in one place are one. */
function placesBehind({ checkpoints }: Reading, rows: number, origin: number): number[] {
  return [...new Set(checkpoints.map(({ rowsBefore }) => rowsBefore).filter((place) => place > rows))].map(
    (place) => place - origin,
  );
}
