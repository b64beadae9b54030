import { TransientError } from "@/connectors/sdk";
import type { OutgoingMessage, Producer, Transaction } from "@/connectors/sdk/pulsar/types";
import type { Pulsar } from "./connection";
import type { PositionState } from "./feed-state";
import type { Lane } from "./lane";
import type { PositionTopic } from "./position-topic";
import type { WaitingBatches } from "./waiting-batches";

const maxAttempts = 3;
/** A crash in mid-transaction hides later messages until then, or until the next writer comes. */
const shortestTimeoutMs = 15_000;
/** Far slower than any broker that works. */
const slowestBytesPerMs = 1000;

export interface Commit {
  lanes: Lane[];
  waiting: WaitingBatches;
  position: PositionTopic;
  state: Pick<PositionState, "checkpoint" | "streams">;
  /** null where nothing goes there. */
  quarantine: Producer | null;
  quarantined: OutgoingMessage[];
}

/**
 * One transaction with all that waits and the position that vouches for it. Where a lost connection made a producer send
 * again, the broker may have some of it twice: then the transaction is aborted, and all of it goes in another.
 */
export async function sendInTransaction(pulsar: Pulsar, commit: Commit): Promise<void> {
  const timeoutMs = shortestTimeoutMs + Math.ceil(commit.waiting.bytes / slowestBytesPerMs);
  for (let attempt = 1; ; attempt++) {
    const before = resentCount(commit);
    const transaction = await pulsar.client.beginTransaction({ timeoutMs });
    try {
      await commit.position.announce(transaction, timeoutMs);
      await sendAll(commit, transaction);
    } catch (error) {
      await transaction.abort();
      throw error;
    }
    if (resentCount(commit) === before) return transaction.commit();
    await transaction.abort();
    pulsar.ctx.log(
      "info",
      "A connection was lost in mid-transaction: it is aborted, and all of it is sent again.",
    );
    if (attempt === maxAttempts)
      throw new TransientError(
        `The connection to the broker was lost in ${maxAttempts} transactions one after the other. Nothing of them is visible.`,
      );
  }
}

async function sendAll(commit: Commit, transaction: Transaction): Promise<void> {
  const { lanes, waiting, quarantine, quarantined, position, state } = commit;
  for await (const { stream, batch } of waiting.read()) await lanes[stream]?.send(batch, transaction);
  for (const message of quarantined) await quarantine?.send(message, transaction);
  await Promise.all([...lanes.map((lane) => lane.flush()), quarantine?.flush()]);
  await position.write(state, transaction);
}

function resentCount({ lanes, quarantine, position }: Commit): number {
  const own = lanes.reduce((sum, lane) => sum + lane.resentCount, 0);
  return own + position.resentCount + (quarantine?.resentCount ?? 0);
}
