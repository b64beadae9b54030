import pg from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEmptyDatabase } from "@/tests/support/console-database";
import { takeConsoleLock } from "./console-lock";

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

describe("the console's lock", () => {
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
  let admin: pg.Client;
  const onLost = vi.fn();
  const take = () => takeConsoleLock({ url: database.url, label: "this data folder", log, onLost });

  beforeEach(async () => {
    onLost.mockReset();
    database = await createEmptyDatabase();
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await database.drop();
  });

  const lockers = async (granted: boolean) =>
    (
      await admin.query<{ pid: number }>(
        `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted = $1
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [granted],
      )
    ).rows;
  const holders = () => lockers(true);

  it("is held by one console, and the refusal names it", async () => {
    const lock = await take();
    await expect(take()).rejects.toThrow(
      new RegExp(
        `^Another Sluice is at work on this data folder \\(sluice console, process ${process.pid} on .*\\)\\. ` +
          "End it first, or start this one with another SLUICE_DATA_DIR",
      ),
    );
    await lock.release();
    await (await take()).release();
  });

  it("leaves another database alone", async () => {
    const lock = await take();
    const other = await createEmptyDatabase();
    const second = await takeConsoleLock({ url: other.url, label: "another", log, onLost });
    await second.release();
    await other.drop();
    await lock.release();
  });

  it("is taken again when the connection breaks", async () => {
    const lock = await take();
    const [before] = await holders();
    await admin.query("SELECT pg_terminate_backend($1)", [before?.pid]);
    await expect.poll(async () => (await holders()).filter(({ pid }) => pid !== before?.pid)).toHaveLength(1);
    expect(onLost).not.toHaveBeenCalled();
    await lock.release();
  });

  it("is lost to a console that came while the connection was broken", async () => {
    const lock = await take();
    const [before] = await holders();
    const rival = new pg.Client({ connectionString: database.url });
    await rival.connect();
    const taken = rival.query("SELECT pg_advisory_lock($1, $2)", [0x736c7569, 0x00636f6e]);
    await expect.poll(() => lockers(false)).toHaveLength(1);
    await admin.query("SELECT pg_terminate_backend($1)", [before?.pid]);
    await taken;
    await expect.poll(() => onLost.mock.calls.length, { timeout: 20_000 }).toBe(1);
    await rival.end();
    await lock.release();
  });
});
