import path from "node:path";
import { Inngest, type InngestFunction } from "inngest";
import { applyMigrations } from "@/lib/db/migrate";
import { createPool } from "@/lib/db/pool";
import { createEmbeddedExecutor, createEventBridge, type EmbeddedExecutor } from "@/lib/inngest/embedded";
import type { Logger } from "@/lib/log";
import { quantile, row, type BenchResult, type BenchRow, type Goal } from "./report";
import type { BenchServer } from "./server";

const burst = 2_000;
const probes = 200;
const schedules = 10_000;

/** Measures the embedded executor on a console database of its own. */
export async function measureExecutor(server: BenchServer): Promise<BenchResult> {
  const name = "sluice_bench_executor";
  await server.create(name);
  await applyMigrations(server.urlOf(name), path.join(process.cwd(), "prisma/migrations"));
  const bench = await openBench(server.urlOf(name));
  try {
    await bench.complete("bench/one", 200);
    const rows = [
      await measureBurst(bench, "bench/one", "one-step runs", { atLeast: 200 }),
      await measureBurst(bench, "bench/five", "five-step runs"),
      await measureBurst(bench, "bench/parallel", "runs of four parallel steps"),
      await measureBurst(bench, "bench/limited", "one-step runs, 10 at once"),
      ...(await measureLatency(bench)),
      await measureSchedules(bench),
    ];
    return { name: "Embedded executor", note: `alone in a process, on ${server.title}`, rows };
  } finally {
    await bench.close();
  }
}

interface Bench {
  client: Inngest;
  executor: EmbeddedExecutor;
  /** When the first step of the run with this number began. */
  startedAt: Map<number, number>;
  /** Sends that many events and waits until their runs have ended. Answers with milliseconds. */
  complete(event: string, count: number): Promise<number>;
  close(): Promise<void>;
}

async function openBench(databaseUrl: string): Promise<Bench> {
  const pool = createPool(databaseUrl, 15);
  const log: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: console.warn,
    error: console.error,
  };
  const bridge = createEventBridge(log);
  const client = new Inngest({ id: "bench", ...bridge.options });
  const startedAt = new Map<number, number>();
  const ends = new Countdown();
  const executor = await createEmbeddedExecutor({
    client,
    functions: createFunctions(client, startedAt, () => ends.count()),
    bridge,
    pool,
    log,
  });
  await executor.start();
  return {
    client,
    executor,
    startedAt,
    async complete(name, count) {
      const begin = performance.now();
      const ended = ends.expect(count);
      const events = Array.from({ length: count }, (_, number) => ({ name, data: { number } }));
      for (let at = 0; at < count; at += 1_000) await client.send(events.slice(at, at + 1_000));
      await ended;
      return performance.now() - begin;
    },
    async close() {
      await executor.stop();
      await pool.end();
    },
  };
}

/** The last call of each function, in which every step is known, tells that the run is through. */
function createFunctions(
  client: Inngest,
  startedAt: Map<number, number>,
  onEnd: () => void,
): InngestFunction.Any[] {
  const begin = (data: Record<string, unknown>) => void startedAt.set(Number(data.number), performance.now());
  const one = { event: "bench/one" };
  return [
    client.createFunction({ id: "one", triggers: [one] }, async ({ event, step }) => {
      await step.run("work", () => begin(event.data));
      onEnd();
    }),
    client.createFunction({ id: "five", triggers: [{ event: "bench/five" }] }, async ({ step }) => {
      for (let index = 0; index < 5; index += 1) await step.run(`work ${index}`, () => index);
      onEnd();
    }),
    client.createFunction({ id: "parallel", triggers: [{ event: "bench/parallel" }] }, async ({ step }) => {
      await Promise.all([0, 1, 2, 3].map((index) => step.run(`work ${index}`, () => index)));
      onEnd();
    }),
    client.createFunction(
      { id: "limited", triggers: [{ event: "bench/limited" }], concurrency: 10 },
      async ({ step }) => {
        await step.run("work", () => null);
        onEnd();
      },
    ),
    client.createFunction(
      {
        id: "scheduled",
        triggers: [{ event: "bench/scheduled" }],
        singleton: { key: "event.data.number", mode: "skip" },
        cancelOn: [{ event: "bench/cancelled", match: "data.number" }],
      },
      async ({ event, step }) => {
        await step.run("work", () => begin(event.data));
        onEnd();
      },
    ),
  ];
}

async function measureBurst(bench: Bench, event: string, what: string, goal?: Goal): Promise<BenchRow> {
  const ms = await bench.complete(event, burst);
  return row(what, burst / (ms / 1_000), "runs/s", goal);
}

/** One event at a time, with nothing else to do. */
async function measureLatency(bench: Bench): Promise<BenchRow[]> {
  const waits: number[] = [];
  for (let number = 0; number < probes; number += 1) {
    const sentAt = performance.now();
    bench.startedAt.clear();
    await bench.complete("bench/one", 1);
    waits.push((bench.startedAt.get(0) ?? Infinity) - sentAt);
  }
  return [
    row("event to first step, p50", quantile(waits, 0.5), "ms", { below: 30 }),
    row("event to first step, p99", quantile(waits, 0.99), "ms"),
  ];
}

/** As the scheduler does it when everything is due at once: singletons that can be cancelled. */
async function measureSchedules(bench: Bench): Promise<BenchRow> {
  const ms = await bench.complete("bench/scheduled", schedules);
  return row(`${schedules} due schedules, sent and run`, ms / 1_000, "s", { below: 60 });
}

class Countdown {
  private left = 0;
  private resolve: () => void = () => undefined;

  expect(count: number): Promise<void> {
    this.left = count;
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  count(): void {
    this.left -= 1;
    if (this.left === 0) this.resolve();
  }
}
