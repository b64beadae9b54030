import { isDeepStrictEqual } from "node:util";
import {
  continueFrom,
  type Batch,
  type Checkpoint,
  type Context,
  type FeedPlan,
  type QuarantineEntry,
  type StreamPlan,
  type Writer,
  type WriteResult,
} from "@/connectors/sdk";
import type { Producer } from "@/connectors/sdk/pulsar/types";
import type { PulsarConfig } from "./config";
import { openPulsar, type Pulsar } from "./connection";
import { sendInTransaction } from "./commit";
import { Lane } from "./lane";
import { makeBook } from "./own-topics";
import { PositionTopic } from "./position-topic";
import { idsInTime, idsOfRun, PendingQuarantine, repeatableIds } from "./quarantine";
import { tableKey } from "./topics";
import { WaitingBatches } from "./waiting-batches";

export async function openWriter(config: PulsarConfig, plan: FeedPlan, ctx: Context): Promise<Writer> {
  const pulsar = await openPulsar(config, ctx);
  try {
    const position = await PositionTopic.take(pulsar, plan, () => plan.fence);
    return new PulsarWriter(pulsar, plan, position);
  } catch (error) {
    await pulsar.client.close();
    throw error;
  }
}

/**
 * With transactions rows wait, encoded, until their checkpoint comes, and go with it in one short transaction: an open one
 * hides every later message of its topics. Without, they are sent as they come, and the checkpoint behind their receipts.
 */
class PulsarWriter implements Writer {
  private readonly start: Checkpoint | null;
  private readonly hasTransactions: boolean;
  /** After a crash the same rows come again, and the broker is to know them. */
  private readonly isRepeatable: boolean;
  private readonly waiting = new WaitingBatches();
  private readonly pending: PendingQuarantine;
  private quarantineProducer: Producer | null = null;
  private lanes: Lane[] | null = null;
  private broken: { error: unknown } | null = null;
  private closed = false;

  constructor(
    private readonly pulsar: Pulsar,
    private readonly plan: FeedPlan,
    private readonly position: PositionTopic,
  ) {
    this.start = continueFrom(position.found.position?.checkpoint ?? null, plan);
    this.hasTransactions = pulsar.config.delivery === "transactions";
    this.isRepeatable = !this.hasTransactions && !pulsar.isWebSocket && plan.isRepeatable;
    const ids = this.isRepeatable ? repeatableIds(plan, this.start) : idsInTime(plan);
    this.pending = new PendingQuarantine(plan, ids, () => pulsar.ctx.clock.now());
  }

  checkpoint(): Promise<Checkpoint | null> {
    return Promise.resolve(this.start);
  }

  write(stream: number, batch: Batch): Promise<WriteResult> {
    return this.unlessBroken(async () => {
      if (batch.encoding === "pg-copy-binary") throw new Error("Pulsar takes rows and columns, no frames.");
      const result: WriteResult = { written: 0, changed: 0, quarantined: [] };
      const lane = await this.laneOf(stream);
      for (const _ of lane.add(batch, result)) await this.passOn(stream, lane, false);
      return result;
    });
  }

  delete(stream: number, keys: unknown[][]): Promise<void> {
    return this.unlessBroken(async () => {
      const lane = await this.laneOf(stream);
      for (const _ of lane.delete(keys)) await this.passOn(stream, lane, false);
    });
  }

  quarantine(stream: number, entries: QuarantineEntry[]): Promise<void> {
    return this.unlessBroken(() => Promise.resolve(this.pending.add(this.planOf(stream), entries)));
  }

  release(ids: string[]): Promise<void> {
    return this.unlessBroken(() => Promise.resolve(this.pending.release(ids)));
  }

  commit(checkpoint: Checkpoint): Promise<void> {
    return this.unlessBroken(async () => {
      const lanes = await this.openLanes(this.namesOthers(checkpoint) ? "others" : "same");
      for (const [stream, lane] of lanes.entries()) await this.passOn(stream, lane, true);
      if (this.hasTransactions) await this.commitInTransaction(lanes, checkpoint);
      else await this.commitInTurn(lanes, checkpoint);
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.waiting.close();
    for (const lane of this.lanes ?? []) await lane.close();
    await this.quarantineProducer?.close();
    await this.position.close();
    await this.pulsar.client.close();
  }

  private async commitInTransaction(lanes: Lane[], checkpoint: Checkpoint): Promise<void> {
    const { position, waiting } = this;
    const quarantined = this.pending.take();
    const state = { checkpoint, streams: this.streams(lanes) };
    if (waiting.isEmpty && quarantined.length === 0) return position.write(state);
    const quarantine = quarantined.length === 0 ? null : await this.openQuarantine();
    await sendInTransaction(this.pulsar, { lanes, waiting, position, state, quarantine, quarantined });
    waiting.clear();
  }

  private async commitInTurn(lanes: Lane[], checkpoint: Checkpoint): Promise<void> {
    const quarantined = this.pending.take();
    if (quarantined.length > 0) {
      const producer = await this.openQuarantine();
      for (const message of quarantined) await producer.send(message);
      await producer.flush();
    }
    for (const lane of lanes) {
      await lane.flush();
      lane.noteSent();
    }
    await this.position.write({ checkpoint, streams: this.streams(lanes) });
  }

  /** What other plans of the feed had filled stays known, so that clearing them finds it. */
  private streams(lanes: Lane[]) {
    const own = lanes.map(({ state }) => state);
    const tables = new Set(own.map(({ table }) => table));
    const others = this.position.found.position?.streams ?? [];
    return [...others.filter(({ table }) => !tables.has(table)), ...own];
  }

  /** Takes batches out of the lane: to wait, or to the broker. */
  private async passOn(stream: number, lane: Lane, all: boolean): Promise<void> {
    for (const batch of lane.takeBatches(all)) {
      if (this.hasTransactions) await this.waiting.add({ stream, batch });
      else await lane.send(batch);
    }
  }

  private async laneOf(stream: number): Promise<Lane> {
    const lane = (await this.openLanes())[stream];
    if (!lane) throw new Error(`There is no stream ${stream} in the feed ${this.plan.feedId}.`);
    return lane;
  }

  private planOf(stream: number): StreamPlan {
    const plan = this.plan.streams[stream];
    if (!plan) throw new Error(`There is no stream ${stream} in the feed ${this.plan.feedId}.`);
    return plan;
  }

  /**
   * Whether nothing was written since the checkpoint that the writer began at, and this one stands elsewhere. From here on the
   * source gives what this one names, and behind the earlier one it may have given other rows: under their ids the broker
   * would discard what is new. Where it gave none there, new names cost nothing.
   */
  private namesOthers({ position }: Checkpoint): boolean {
    return this.lanes === null && !isDeepStrictEqual(position, this.start?.position);
  }

  /** `rows`: whether the same ones may have been sent behind the checkpoint that the writer began at. */
  private async openLanes(rows: "same" | "others" = "same"): Promise<Lane[]> {
    if (this.lanes) return this.lanes;
    const { plan, pulsar, position } = this;
    const known = position.found.position?.streams ?? [];
    const lanes: Lane[] = [];
    for (const stream of plan.streams)
      lanes.push(
        await Lane.open({
          ...{ pulsar, plan: stream, feedId: plan.feedId, fence: plan.fence, isFresh: this.start === null },
          isRepeatable: this.isRepeatable,
          mayRepeat: rows === "same",
          earlier: known.find(({ table }) => table === tableKey(stream.table)) ?? null,
        }),
      );
    if (plan.anew) await this.forgetRun(lanes);
    if (rows === "same" && lanes.some((lane) => lane.isUnnamed)) await this.nameProducers(lanes);
    return (this.lanes = lanes);
  }

  /**
   * Whoever comes after a crash sends under the same names. Of a feed that stands nowhere yet, nothing says what it reads: a
   * writer that begins there takes names of its own.
   */
  private async nameProducers(lanes: Lane[]): Promise<void> {
    const { start: checkpoint } = this;
    if (checkpoint === null) return;
    for (const lane of lanes) lane.noteSent();
    await this.position.write({ checkpoint, streams: this.streams(lanes) });
  }

  /** A topic keeps what it was given: the rows come again, and the counts are those of the new round. */
  private async forgetRun(lanes: Lane[]): Promise<void> {
    this.pending.release(await idsOfRun(this.pulsar, this.plan));
    for (const { state } of lanes)
      if (state.round > 0)
        this.pulsar.ctx.log(
          "warn",
          `The run begins anew, and ${state.topic} keeps the rows that it had got from it: they come twice.`,
        );
  }

  private async openQuarantine(): Promise<Producer> {
    if (this.quarantineProducer) return this.quarantineProducer;
    const topic = this.pulsar.topics.quarantineOf(this.plan.connectionId);
    await makeBook(this.pulsar, topic);
    return (this.quarantineProducer = await this.pulsar.client.createProducer({ topic }));
  }

  /** After an error nobody knows what arrived, so nothing more may be committed. */
  private async unlessBroken<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.closed) throw new Error("The writer is closed.");
    if (this.broken) throw this.broken.error;
    try {
      this.pulsar.ctx.signal.throwIfAborted();
      return await work();
    } catch (error) {
      this.broken = { error };
      throw error;
    }
  }
}
