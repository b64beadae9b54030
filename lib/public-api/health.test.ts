import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeDb } from "@/lib/db";
import { setDatabaseUrl } from "@/lib/env";
import { setRuntime } from "@/lib/runtime";
import type { Trouble } from "@/lib/runtime/trouble";
import { callApi } from "./testing/call";

/** Nothing listens there. */
beforeEach(() => setDatabaseUrl("postgresql://sluice:planted-db-pass@127.0.0.1:1/sluice"));
afterEach(async () => {
  setRuntime(undefined);
  await closeDb();
});

function start(executor: Trouble | null, workers: Trouble | null) {
  setRuntime({
    pool: {
      run: () => Promise.reject(new Error("not here")),
      stop: () => Promise.resolve(),
      health: () => ({ ok: true, workers: 1, busy: 0, queued: 0 }),
    },
    send: () => Promise.resolve(),
    health: () => Promise.resolve({ executor, workers }),
  });
}

describe("health", () => {
  it("names a database that does not answer, and nothing of its address", async () => {
    start(null, null);
    const { status, body } = await callApi("GET", "/health");
    expect([status, body]).toEqual([
      503,
      { status: "unwell", database: "The database does not answer.", executor: null, workers: null },
    ]);
  });

  it("names executor and workers where they were not started", async () => {
    const { status, body } = await callApi("GET", "/health");
    expect(status).toBe(503);
    expect(body).toMatchObject({
      executor: "The executor does not answer.",
      workers: "The workers do not answer.",
    });
  });

  it("says in English why a part is not well", async () => {
    start("embedded_executor_silent", "no_worker_alive");
    const { body } = await callApi("GET", "/health");
    expect(body).toMatchObject({
      executor: "The embedded executor does not answer.",
      workers: "No worker process is alive.",
    });
  });
});
