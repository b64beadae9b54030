import { AuthError, ConfigError, type ConnectorError, TransientError } from "../errors";
import type { CommandFields } from "./commands";
import type { PulsarConnection } from "./connection";
import type { Connections } from "./connections";
import { refusalCodeOf } from "./errors";
import { transactionActions } from "./protocol-values";
import type { Transaction } from "./types";

/** Its partitions are the coordinators, spread over the brokers like those of any topic. */
const coordinators = "persistent://pulsar/system/transaction_coordinator_assign";

/** Broker's numbers: it has ended otherwise; it is not known (any more). */
const endedOtherwise = new Set([21, 24]);
/** The coordinator is elsewhere by now, or not loaded yet. */
const coordinatorMoved = 20;

/** Coordinators that a connection has been told of. */
const introduced = new WeakMap<PulsarConnection, Map<bigint, Promise<unknown>>>();

/**
 * Begins a transaction that ends by itself after `timeoutMs`. ConfigError where the broker has no coordinator; AuthError
 * where the role may not go to the coordinators' topic, which is a right of its own. Any number may be open at once; coordinators are taken by chance.
 */
export async function openTransaction(
  connections: Connections,
  { timeoutMs }: { timeoutMs: number },
): Promise<Transaction> {
  const count = await countCoordinators(connections);
  if (count === 0) {
    throw new ConfigError(
      "The broker has no transaction coordinator: set transactionCoordinatorEnabled=true there, or deliver at least once.",
    );
  }
  const coordinatorId = BigInt(Math.floor(Math.random() * count));
  const fields = { ttlMs: BigInt(timeoutMs), coordinatorId };
  const answer = await connections.retry(async () => {
    const connection = await toCoordinator(connections, coordinatorId);
    try {
      return await connection.request("newTxn", fields, "Beginning a transaction");
    } catch (error) {
      throw moved(connection, error);
    }
  });
  const { txnMostBits: mostBits, txnLeastBits: leastBits } = answer;
  if (mostBits === undefined || leastBits === undefined)
    throw new TransientError("The broker began a transaction and did not say which.");
  return new CoordinatedTransaction(connections, { mostBits, leastBits }, timeoutMs);
}

/** See `PulsarClient.abandonTransaction`. */
export function abandonTransaction(connections: Connections, id: Transaction["id"]): Promise<void> {
  return new CoordinatedTransaction(connections, id, 0).abort();
}

async function countCoordinators(connections: Connections): Promise<number> {
  try {
    return await connections.partitionsOf(coordinators);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    const hint =
      "Transactions ask for the right to produce in the namespace pulsar/system, too; or deliver at least once.";
    throw new AuthError(`${error.message} ${hint}`, { cause: error });
  }
}

class CoordinatedTransaction implements Transaction {
  private readonly joined = new Map<string, Promise<void> | null>();
  /** How it ended, once somebody has asked for that. */
  private end: "commit" | "abort" | null = null;

  constructor(
    private readonly connections: Connections,
    readonly id: Transaction["id"],
    private readonly timeoutMs: number,
  ) {}

  join(topic: string): void | Promise<void> {
    if (this.end !== null)
      throw new ConfigError(`The transaction ${this.name} has ended: ${topic} cannot join it.`);
    const known = this.joined.get(topic);
    if (known === null) return;
    if (known !== undefined) return known;
    const joining = this.add(topic);
    this.joined.set(topic, joining);
    return joining;
  }

  async commit(): Promise<void> {
    if (this.end !== null) throw new ConfigError(`The transaction ${this.name} has ended already.`);
    this.end = "commit";
    let isAnswerLost = false;
    const onLost = () => (isAnswerLost = true);
    try {
      await this.ask(
        "endTxn",
        { action: transactionActions.commit },
        `Committing the transaction ${this.name}`,
        onLost,
      );
    } catch (error) {
      if (isAnswerLost) throw this.unknownOutcome(error);
      throw isEndedOtherwise(error) ? this.overdue(error) : error;
    }
  }

  async abort(): Promise<void> {
    if (this.end !== null) return;
    this.end = "abort";
    try {
      await this.ask("endTxn", { action: transactionActions.abort }, `Aborting the transaction ${this.name}`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.connections.options.log("debug", `The transaction ${this.name} ends by its time-out: ${why}`);
    }
  }

  private get name(): string {
    return `(${this.id.mostBits},${this.id.leastBits})`;
  }

  private async add(topic: string): Promise<void> {
    try {
      const doing = `Taking ${topic} into the transaction ${this.name}`;
      await this.ask("addPartitionToTxn", { partitions: [topic] }, doing);
      this.joined.set(topic, null);
    } catch (error) {
      this.joined.delete(topic);
      throw isEndedOtherwise(error) ? this.overdue(error) : error;
    }
  }

  /** Until it is answered, for the time of one operation. `onLost` hears of each request that may have been carried out. */
  private ask<Name extends "endTxn" | "addPartitionToTxn">(
    name: Name,
    fields: Omit<CommandFields<Name>, "requestId" | "txnLeastBits" | "txnMostBits">,
    doing: string,
    onLost: () => void = () => undefined,
  ): Promise<void> {
    const { mostBits: txnMostBits, leastBits: txnLeastBits } = this.id;
    const whole = { ...fields, txnMostBits, txnLeastBits } as unknown as Omit<
      CommandFields<Name>,
      "requestId"
    >;
    return this.connections.retry(async () => {
      // The upper half of the id is its coordinator.
      const connection = await toCoordinator(this.connections, txnMostBits);
      try {
        await connection.request(name, whole, doing);
      } catch (error) {
        if (refusalCodeOf(error) === null) onLost();
        throw moved(connection, error);
      }
    });
  }

  private overdue(cause: unknown): ConnectorError {
    return new TransientError(
      `The transaction ${this.name} was ended by its coordinator, as after its time of ${this.timeoutMs} ms; nothing of it is visible.`,
      { cause },
    );
  }

  private unknownOutcome(cause: unknown): ConnectorError {
    return new TransientError(
      `Whether the transaction ${this.name} was committed is unknown: the broker's answer was lost, and it does not know the transaction any more. What is stored tells.`,
      { cause },
    );
  }
}

function isEndedOtherwise(error: unknown): boolean {
  const code = refusalCodeOf(error);
  return code !== null && endedOtherwise.has(code);
}

/** A coordinator that has moved, or is not loaded yet, is looked for again. */
function moved(connection: PulsarConnection, error: unknown): unknown {
  if (refusalCodeOf(error) !== coordinatorMoved) return error;
  introduced.delete(connection);
  return new TransientError("The transaction coordinator is moving from one broker to another.", {
    cause: error,
  });
}

async function toCoordinator(connections: Connections, id: bigint): Promise<PulsarConnection> {
  const connection = await connections.forTopic(`${coordinators}-partition-${id}`);
  const known = introduced.get(connection) ?? new Map<bigint, Promise<unknown>>();
  introduced.set(connection, known);
  const introducing =
    known.get(id) ??
    connection.request("tcClientConnect", { coordinatorId: id }, "Connecting to the transaction coordinator");
  known.set(id, introducing);
  try {
    await introducing;
  } catch (error) {
    known.delete(id);
    throw moved(connection, error);
  }
  return connection;
}
