import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { feedIdOf, type Checkpoint, type Stream } from "@/connectors/sdk";
import { createConnection } from "@/lib/connections/service";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import type { SluiceEvent } from "@/lib/inngest/events";
import { setRuntime } from "@/lib/runtime";
import { createSource } from "@/lib/sources/service";
import type { TaskInput, TaskName, TaskOptions, TaskResult, WorkerPool } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import { startConsoleDatabase, type ConsoleDatabase } from "./console-database";
import { requestSync } from "@/lib/runs/request";

const users: Stream = {
  name: "users",
  fields: [{ name: "id", type: { kind: "integer", bits: 64 }, nullable: false }],
  primaryKey: [["id"]],
  cursorFields: [],
  cursorIsGiven: false,
  supports: { fullRefresh: true, incremental: false, deletes: false },
};

type Handlers = {
  [Name in TaskName]?: (input: TaskInput<Name>, options: TaskOptions) => Promise<TaskResult<Name>>;
};

/** A console's database with one connection, and workers that do what a test says. */
export interface RunLab {
  scope: Scope;
  stranger: Scope;
  connectionId: string;
  /** The events that were sent, since they were last taken away. */
  sent: SluiceEvent[];
  handlers: Handlers;
}

/** For a test file: everything is new before each test. */
export function openRunLab(): RunLab {
  const lab = { sent: [], handlers: {} } as unknown as RunLab;
  let database: ConsoleDatabase;
  beforeAll(async () => {
    process.env.SLUICE_SECRET_KEY = randomBytes(32).toString("base64");
    database = await startConsoleDatabase();
  });
  afterAll(async () => {
    setRuntime(undefined);
    await database.stop();
  });
  beforeEach(async () => {
    lab.handlers = workingHandlers();
    setRuntime({
      pool: poolOf(lab),
      send: (events) => {
        lab.sent.push(...events);
        return Promise.resolve();
      },
      health: () => Promise.resolve({ executor: null, workers: null }),
    });
    lab.scope = await newScope();
    lab.stranger = await newScope();
    lab.connectionId = await connectIn(lab.scope);
    lab.sent = [];
  });
  afterEach(() => database.reset());
  return lab;
}

function workingHandlers(): Handlers {
  return {
    discover: () => Promise.resolve([users]),
    fitColumns: ({ destination: _, ...plan }) => Promise.resolve(plan),
    authorizeWrites: () => Promise.resolve(null),
    planFeeds: ({ streams }) =>
      Promise.resolve(
        streams.map((plan, index) => ({
          feed: { id: feedIdOf(plan.stream), streams: [plan.stream] },
          reads: [index],
          streamIndexes: [index],
          encoding: "rows" as const,
        })),
      ),
    moveSlice: ({ plan }) => Promise.resolve({ complete: true, checkpoint: checkpoint(plan.syncId, 10) }),
    finish: () => Promise.resolve({ rows: 10, superseded: 0 }),
    measure: () => Promise.resolve({ rows: 10 }),
  };
}

function poolOf(lab: RunLab): WorkerPool {
  return {
    run: (name, input, options) => {
      const handler = lab.handlers[name];
      if (!handler) throw new Error(`No handler for ${name}.`);
      return handler(input, options);
    },
    stop: () => Promise.resolve(),
    health: () => ({ ok: true, workers: 1, busy: 0, queued: 0 }),
  };
}

async function newScope(): Promise<Scope> {
  const { id } = await db().workspace.create({ data: { name: "W" } });
  return { workspaceId: id, actor: { kind: "system", part: "test" } };
}

async function connectIn(scope: Scope): Promise<string> {
  const source = await createSource(scope, { name: "s", connector: "sample", config: { count: 10 } });
  const destination = await createDestination(scope, {
    name: "d",
    connector: "duckdb",
    config: { destination_path: "x.duckdb" },
  });
  return (await createConnection(scope, { sourceId: source.id, destinationId: destination.id })).id;
}

export function checkpoint(syncId: number, rows: number): Checkpoint {
  const counts = { read: rows, written: rows, bytes: rows * 8, changed: 0, quarantined: 0, filtered: 0 };
  return { syncId, generations: [1], position: rows, complete: true, counts: [counts] };
}

/** A run that was asked for. */
export function requested({ scope, connectionId }: RunLab) {
  return requestSync(scope, { connectionId, trigger: "manual" });
}
