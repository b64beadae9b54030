import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEmptyDatabase } from "@/tests/support/console-database";
import { createPool } from "./pool";

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let pool: pg.Pool;
let admin: pg.Pool;

beforeAll(async () => {
  database = await createEmptyDatabase();
  pool = createPool(database.url, 2);
  admin = createPool(database.url, 1);
});
afterAll(async () => {
  await pool.end();
  await admin.end();
  await database.drop();
});

it("outlives a client that the server ends while it is taken, idle or just arriving", async () => {
  const taken = await pool.connect();
  expect(taken.listenerCount("error")).toBeGreaterThan(0);
  const idle = await pool.connect();
  idle.release();
  const ended = Promise.all(
    [taken, idle].map((client) => new Promise((resolve) => client.once("end", resolve))),
  );
  await admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await ended;
  await expect(taken.query("SELECT 1")).rejects.toThrow();
  taken.release(true);
  expect((await pool.query<{ one: number }>("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});

it("hears a client from before its taker has it", async () => {
  let listeners = 0;
  pool.once("acquire", (client: pg.PoolClient) => {
    queueMicrotask(() => (listeners = client.listenerCount("error")));
  });
  const waiting = pool.connect();
  const client = await waiting;
  client.release();
  expect(listeners).toBeGreaterThan(0);
});
