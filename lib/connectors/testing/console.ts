import { db } from "@/lib/db";
import type { SluiceEvent } from "@/lib/inngest/events";
import { setRuntime } from "@/lib/runtime";
import type { Trouble } from "@/lib/runtime/trouble";
import { secretKeyFrom, setSecretKeys } from "@/lib/secrets/key";
import type { TaskInput, TaskName, TaskOptions, TaskResult, WorkerPool } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import { startConsoleDatabase } from "@/tests/support/console-database";
import { registerTestConnectors, testStreams } from "./connectors";

type Answers = {
  [Name in TaskName]?: (input: TaskInput<Name>, options: TaskOptions) => Promise<TaskResult<Name>>;
};

/** Workers that answer as the test says, and remember what they were asked. */
export class FakePool implements WorkerPool {
  answers: Answers = {};
  calls: { name: TaskName; input: unknown }[] = [];

  constructor() {
    this.reset();
  }

  reset(): void {
    this.calls = [];
    this.answers = {
      checkSource: async () => null,
      checkDestination: async () => null,
      discover: async () => testStreams,
      authorizeWrites: async () => null,
    };
  }

  async run<Name extends TaskName>(
    name: Name,
    input: TaskInput<Name>,
    options: TaskOptions,
  ): Promise<TaskResult<Name>> {
    options.signal?.throwIfAborted();
    this.calls.push({ name, input });
    const answer = this.answers[name];
    if (!answer) throw new Error(`The test did not expect the task ${name}.`);
    return answer(input, options);
  }

  count(name: TaskName): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  async stop(): Promise<void> {
    this.reset();
  }

  health() {
    return { ok: true, workers: 1, busy: 0, queued: 0 };
  }
}

export interface TestConsole {
  /** Two workspaces that must not know of each other. */
  scope: Scope;
  stranger: Scope;
  pool: FakePool;
  events: SluiceEvent[];
  unwell: Record<"executor" | "workers", Trouble | null>;
  /** Two new workspaces with nothing in them; what was there before stays in the database, out of their sight. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Services over a real database, with fake workers and an executor that only remembers its events. */
export async function startTestConsole(): Promise<TestConsole> {
  registerTestConnectors();
  const database = await startConsoleDatabase();
  setSecretKeys({ current: secretKeyFrom("a key that only this test has, 32 long"), previous: undefined });
  const world: TestConsole = {
    ...(await twoWorkspaces()),
    pool: new FakePool(),
    events: [],
    unwell: { executor: null, workers: null },
    async reset() {
      world.pool.reset();
      world.events.length = 0;
      Object.assign(world, await twoWorkspaces(), { unwell: { executor: null, workers: null } });
    },
    async stop() {
      setRuntime(undefined);
      setSecretKeys(undefined);
      await database.stop();
    },
  };
  setRuntime({
    pool: world.pool,
    send: async (events) => void world.events.push(...events),
    health: async () => world.unwell,
  });
  return world;
}

async function twoWorkspaces(): Promise<Pick<TestConsole, "scope" | "stranger">> {
  const [own, other] = await Promise.all([
    db().workspace.create({ data: { name: "Own" } }),
    db().workspace.create({ data: { name: "Other" } }),
  ]);
  return { scope: scopeOf(own.id), stranger: scopeOf(other.id) };
}

function scopeOf(workspaceId: string): Scope {
  return { workspaceId, actor: { kind: "system", part: "test" } };
}
