import type { GetStepTools, Inngest } from "inngest";
import { eventSchemas } from "@/lib/inngest/events";
import { closeRun } from "@/lib/runs/close";
import { finishStream, verifyRunStream, type StreamOutcome } from "@/lib/runs/finish";
import { failRun } from "@/lib/runs/fail";
import { defaultLanes } from "@/lib/runs/lanes";
import { moveFeed, type Attempt, type SliceOutcome } from "@/lib/runs/move";
import { beginRun, type RunAgenda } from "@/lib/runs/start";

type Step = GetStepTools<Inngest>;

/** An Inngest run may have 1,000 steps; beyond this one the sync goes on in a new run. */
const maxSteps = 800;
/**
 * Of all runs together. More would only wait for workers, in places that checks and schedules need: the embedded
 * executor makes 100 calls at once.
 */
const stepsAtOnce = 50;
/** How long a run with held streams waits for a decision before it looks for itself. */
const lookAfter = ["5s", "1m", "10m"];

/**
 * One run of a connection: plan → each feed, slice by slice → finish and verify each stream → close. It only orders
 * steps; every step may run twice. That two runs never write at once is the lease's business, not the singleton's.
 */
export function createRunSync(client: Inngest) {
  return client.createFunction(
    {
      id: "run-sync",
      triggers: [{ event: "sync/requested" }],
      singleton: { key: "event.data.runId", mode: "skip" },
      cancelOn: [{ event: "sync/cancelled", match: "data.runId" }],
      concurrency: stepsAtOnce,
      retries: 10,
      onFailure: async ({ event, error, step }) => {
        const { runId } = eventSchemas["sync/requested"].parse(event.data.event.data);
        await step.run("fail", () => failRun(runId, error));
      },
    },
    async ({ event, step }) => {
      const request = eventSchemas["sync/requested"].parse(event.data);
      const sync = new Sync(step, request.runId);
      const agenda = await sync.begin();
      if (!agenda) return { ended: true };
      const isThrough = await sync.work(agenda);
      if (isThrough) {
        await step.run("close", () => closeRun(request.runId));
        return { ended: true };
      }
      // Just after this run: the singleton would skip an event that comes while it lasts.
      await step.sendEvent("continue", { name: "sync/requested", data: request, ts: Date.now() + 2_000 });
      return { ended: false };
    },
  );
}

class Sync {
  private steps = 0;
  /** Streams whose rows wait for a person's word. */
  private readonly held: number[] = [];
  /** How often each stream was tried to be finished: a step's id must be new each time. */
  private readonly looks = new Map<number, number>();

  constructor(
    private readonly step: Step,
    private readonly runId: string,
  ) {}

  async begin(): Promise<RunAgenda | null> {
    for (let fruitless = 0; ;) {
      const result = await this.run(`start ${fruitless}`, () => beginRun(this.runId, fruitless));
      if (result.outcome === "ready") return result.agenda;
      if (result.outcome !== "retry") return null;
      fruitless = result.fruitless;
      await this.pause(`start ${fruitless}`, result.afterMs);
    }
  }

  /** True when everything on the agenda is through; false where the step limit came first. */
  async work(agenda: RunAgenda): Promise<boolean> {
    const left = new Map(
      agenda.streams.map((stream) => [
        stream,
        agenda.feeds.filter((feed) => feed.streamIndexes.includes(stream)).length,
      ]),
    );
    const queue = [...agenda.feeds];
    const settled = agenda.streams.filter((stream) => left.get(stream) === 0);
    const lane = async () => {
      for (let feed = queue.shift(); feed; feed = queue.shift()) {
        if (!(await this.move(feed.index))) continue;
        for (const stream of feed.streamIndexes) {
          const remaining = (left.get(stream) ?? 0) - 1;
          left.set(stream, remaining);
          if (remaining === 0) await this.settle(stream);
        }
      }
    };
    for (const stream of settled) await this.settle(stream);
    await Promise.all(Array.from({ length: agenda.lanes ?? defaultLanes }, lane));
    await this.untilDecided();
    return !this.isExhausted;
  }

  /**
   * The word is in the console's database; the event only says when to look. One that comes before the wait has begun
   * is missed, so the first looks come soon.
   */
  private async untilDecided(): Promise<void> {
    for (let look = 0; this.held.length > 0 && !this.isExhausted; look++) {
      this.steps++;
      await this.step.waitForEvent(`decision ${look}`, {
        event: "sync/decided",
        if: `async.data.runId == "${this.runId}"`,
        timeout: lookAfter[look] ?? "1h",
      });
      for (const stream of this.held.splice(0)) await this.settle(stream);
    }
  }

  private async move(feed: number): Promise<boolean> {
    let attempt: Attempt = { fruitless: 0, careful: false };
    for (let slice = 0; !this.isExhausted; slice++) {
      const result: SliceOutcome = await this.run(`move ${feed}.${slice}`, () =>
        moveFeed(this.runId, feed, attempt),
      );
      if (result.outcome === "complete") return true;
      if (result.outcome === "failed" || result.outcome === "ended") return false;
      attempt =
        result.outcome === "retry"
          ? { fruitless: result.fruitless, careful: result.careful }
          : { ...attempt, fruitless: 0 };
      if (result.outcome === "retry") await this.pause(`move ${feed}.${slice}`, result.afterMs);
    }
    return false;
  }

  private async settle(stream: number): Promise<void> {
    const looked = this.looks.get(stream) ?? 0;
    this.looks.set(stream, looked + 1);
    const id = looked === 0 ? `finish ${stream}` : `finish ${stream}.${looked}`;
    const finished = await this.repeat(id, (fruitless) => finishStream(this.runId, stream, fruitless));
    if (finished === "held") this.held.push(stream);
    if (finished === "complete")
      await this.repeat(`verify ${stream}`, (fruitless) => verifyRunStream(this.runId, stream, fruitless));
  }

  private async repeat(
    id: string,
    work: (fruitless: number) => Promise<StreamOutcome>,
  ): Promise<StreamOutcome["outcome"]> {
    for (let fruitless = 0; !this.isExhausted;) {
      const result: StreamOutcome = await this.run(`${id} ${fruitless}`, () => work(fruitless));
      if (result.outcome !== "retry") return result.outcome;
      fruitless = result.fruitless;
      await this.pause(`${id} ${fruitless}`, result.afterMs);
    }
    return "ended";
  }

  private get isExhausted(): boolean {
    return this.steps >= maxSteps;
  }

  private async run<T>(id: string, work: () => Promise<T>): Promise<T> {
    this.steps++;
    // The SDK types a step's result as it looks after JSON; ours are plain JSON already.
    return (await this.step.run(id, work)) as T;
  }

  private async pause(id: string, ms: number): Promise<void> {
    if (ms <= 0) return;
    this.steps++;
    await this.step.sleep(`wait after ${id}`, ms);
  }
}
