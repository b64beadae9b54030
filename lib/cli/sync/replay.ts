import {
  noCounts,
  rowFromTexts,
  streamLabel,
  type Context,
  type FeedPlan,
  type QuarantinedRow,
  type QuarantineStore,
  type StreamCounts,
  type StreamPlan,
  type Writer,
} from "@/connectors/sdk";
import { streamKey } from "@/lib/sync/stream-key";
import { UsageError } from "../usage-error";
import { nameOf, type StreamName } from "./events";
import { finishStream } from "./finish-stream";
import { decideRun, readJournal } from "./journal";
import { planTables, type SyncRequest } from "./plan-run";

const pageRows = 500;

export interface Replayed extends StreamName {
  written: number;
  /** They could not be written now either. */
  waiting: number;
  verified: boolean;
  /** Why not; null where verified. */
  reason: string | null;
}

/**
 * Writes the rows that wait in the quarantine into the tables of their streams: added to them, or merged by key. A row
 * leaves the quarantine in the transaction that writes it, so that it comes once, whatever dies when.
 */
export async function replayQuarantine(
  request: SyncRequest,
  quarantine: QuarantineStore<unknown>,
  options: { ctx: Context; stop: AbortSignal },
): Promise<Replayed[]> {
  const journal = readJournal(request.stored);
  for (const choice of request.choices) {
    if (journal.get(streamKey(choice))?.hasEnded !== false) continue;
    throw new UsageError(
      `The last sync of ${streamLabel(choice)} has not ended. Run it again first: it goes on where it stood.`,
    );
  }
  const latestRun = Math.max(0, ...request.stored.map(({ checkpoint }) => checkpoint?.syncId ?? 0));
  const { run } = decideRun(request.choices, journal, { latestRun, nowMs: options.ctx.clock.now() });
  const generations = new Map([...journal].map(([key, { generation }]) => [key, generation]));
  const { streams } = planTables(request, { run, goesOn: false, generations });
  let fence = Math.max(0, ...request.stored.map((state) => state.fence));
  const replayed: Replayed[] = [];
  for (const stream of streams) {
    const plan = intoTable(stream, generations.get(streamKey(stream.stream)) ?? stream.generation);
    const replay = new StreamReplay(request, quarantine, plan, options);
    const result = await replay.run(++fence);
    if (result) replayed.push(result);
  }
  return replayed;
}

/** What waits is added to what is there, also where a sync would replace that; and it is no sign of what is gone. */
function intoTable(plan: StreamPlan, generation: number): StreamPlan {
  const write = plan.write === "overwrite" ? "append" : plan.write;
  return { ...plan, write, generation, keepGenerations: 0, stream: { ...plan.stream, mode: "incremental" } };
}

class StreamReplay {
  private readonly counts: StreamCounts = noCounts();
  private waiting = 0;

  constructor(
    private readonly request: SyncRequest,
    private readonly quarantine: QuarantineStore<unknown>,
    private readonly plan: StreamPlan,
    private readonly options: { ctx: Context; stop: AbortSignal },
  ) {}

  /** null where nothing waits. */
  async run(fence: number): Promise<Replayed | null> {
    const first = await this.page(undefined);
    if (first.length === 0) return null;
    const { connector, config } = this.request.destination;
    const { ctx } = this.options;
    const writer = await connector.open(config, this.feedPlan(fence), ctx);
    try {
      await writer.checkpoint();
      for (let page = first; page.length > 0; page = await this.page(page.at(-1)?.id))
        await this.writePage(writer, page);
    } finally {
      await writer.close();
    }
    const verification = await finishStream({
      destination: this.request.destination,
      plan: this.plan,
      counts: this.counts,
      ...this.options,
      onVerifying: () => undefined,
    });
    const { verified, reason } = verification;
    return {
      ...nameOf(this.plan.stream),
      written: this.counts.written,
      waiting: this.waiting,
      verified,
      reason,
    };
  }

  private page(after: string | undefined): Promise<QuarantinedRow[]> {
    const { connectionId } = this.plan;
    const { namespace, name } = this.plan.stream;
    const query = { connectionId, stream: { namespace, name }, limit: pageRows, ...(after ? { after } : {}) };
    return this.quarantine.list(this.request.destination.config, query, this.options.ctx);
  }

  /** Row by row, so that of each it is known whether it went in. */
  private async writePage(writer: Writer, page: QuarantinedRow[]): Promise<void> {
    const written: string[] = [];
    for (const { id, row } of page) {
      const result = row && (await writer.write(0, this.batchOf(row)));
      if (!result || result.written === 0) {
        this.waiting++;
        continue;
      }
      written.push(id);
      this.counts.read++;
      this.counts.written++;
      this.counts.changed += result.changed;
    }
    await writer.release?.(written);
    await writer.commit({
      syncId: this.plan.syncId,
      generations: [this.plan.generation],
      position: page.at(-1)?.id ?? null,
      complete: page.length < pageRows,
      counts: [{ ...this.counts }],
    });
  }

  private batchOf(row: Record<string, string | null>) {
    const rows = [rowFromTexts(this.plan.stream.fields, row)];
    return { encoding: "rows" as const, rows, bytes: JSON.stringify(row).length };
  }

  private feedPlan(fence: number): FeedPlan {
    const { connectionId, syncId, stream } = this.plan;
    return {
      connectionId,
      feedId: `replay:${streamKey(stream)}`,
      syncId,
      streams: [this.plan],
      encoding: "rows",
      fence,
      careful: true,
    };
  }
}
