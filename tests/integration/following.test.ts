import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { setSchedule } from "@/lib/connections/service";
import { db } from "@/lib/db";
import { SyncLab } from "../support/sync-lab";

let lab: SyncLab;

const connect = (file: string) =>
  lab.connect({
    source: { connector: "sample", config: { count: 25 } },
    destination: { connector: "duckdb", config: { destination_path: `${file}.duckdb` } },
    streams: [{ name: "users", syncMode: "full_refresh_overwrite" }],
  });

/** The only run of a connection, once it is there. */
const onlyRunOf = (connectionId: string) =>
  vi.waitFor(
    async () => {
      const runs = await db().run.findMany({ where: { connectionId }, select: { id: true } });
      expect(runs).toHaveLength(1);
      return runs[0]?.id ?? "";
    },
    { timeout: 60_000 },
  );

describe("connections that sync after each other", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());

  it("sync in turn, each verified, though the console is killed in between", async () => {
    const [first, second] = [await connect("first"), await connect("second")];
    await setSchedule(lab.scope, second, { type: "after", connectionId: first });
    const asked = await lab.sync(first);
    expect(await lab.until(asked)).toMatchObject({ status: "succeeded" });
    await lab.killHost();
    await lab.startHost();
    const run = await lab.until(await onlyRunOf(second));
    expect(run).toMatchObject({
      status: "succeeded",
      trigger: "connection",
      rowsWritten: 25n,
      streams: [{ name: "users", verified: true }],
    });
    expect(await db().run.count({ where: { connectionId: { in: [first, second] } } })).toBe(2);
  });
});
