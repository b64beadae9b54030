import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { db } from "@/lib/db";
import type { RunDetail } from "@/lib/runs/schema";
import { SyncLab } from "../support/sync-lab";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";

const names = ["a", "b", "c", "d"];

let lab: SyncLab;
let database: TestDatabase;

/** How many streams of a run were under way at once, at most. */
function mostAtOnce({ streams }: RunDetail): number {
  const spans = streams.map(({ startedAt, endedAt }) => ({
    from: startedAt?.getTime() ?? Number.NaN,
    to: endedAt?.getTime() ?? Number.NaN,
  }));
  return Math.max(
    ...spans.map(({ from }) => spans.filter((span) => span.from <= from && from < span.to).length),
  );
}

describeWithPostgres("the streams of a run", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    database = await createTestDatabase("parallel");
    await database.query("CREATE SCHEMA shop");
    for (const name of names) {
      await database.query(`CREATE TABLE shop.${name} (id int PRIMARY KEY)`);
      await database.query(`INSERT INTO shop.${name} SELECT generate_series(1, 100)`);
    }
  });
  afterEach(() => database.drop());

  it.each([
    { source: 1, destination: 4, most: 1 },
    { source: null, destination: 1, most: 1 },
    { source: 3, destination: 8, most: 3 },
  ])(
    "move $most side by side at most where the source takes $source and the destination $destination",
    async ({ source, destination, most }) => {
      const connectionId = await lab.connect({
        source: { connector: "postgres", config: connectorConfigOf(database.url, { schemas: ["shop"] }) },
        destination: {
          connector: "postgres",
          config: connectorConfigOf(database.url, { schema: "warehouse" }),
        },
        streams: names.map((name) => ({ namespace: "shop", name, syncMode: "full_refresh_overwrite" })),
      });
      const { sourceId, destinationId } = await db().connection.findUniqueOrThrow({
        where: { id: connectionId },
      });
      await db().source.update({ where: { id: sourceId }, data: { maxParallelStreams: source } });
      await db().destination.update({
        where: { id: destinationId },
        data: { maxParallelStreams: destination },
      });
      const run = await lab.until(await lab.sync(connectionId));
      expect(run.status).toBe("succeeded");
      expect(run.streams.every(({ verified }) => verified)).toBe(true);
      expect(mostAtOnce(run)).toBeLessThanOrEqual(most);
    },
  );
});
