import type { ProducerListener, PulsarConnection } from "./connection";
import type { Connections } from "./connections";
import { refusalCodeOf } from "./errors";
import { pairsOf } from "./frame-maker";
import type { MessageOf } from "./messages";
import { accessModes, schemaKinds } from "./protocol-values";
import type { ProducerOptions, TopicSchema } from "./types";

/** What a producer is to the brokers, however often it is registered. */
export interface ProducerIdentity {
  id: bigint;
  /** The topic or partition itself. */
  topic: string;
  name: string | undefined;
  /** Whether somebody chose the name. */
  isNamed: boolean;
  access: NonNullable<ProducerOptions["access"]>;
  schema: TopicSchema | undefined;
  properties: Record<string, string>;
}

export interface Registered {
  connection: PulsarConnection;
  name: string;
  lastSequenceId: bigint;
  schemaVersion: Uint8Array | null;
  /** Of an exclusive place; whoever comes back with an older one is fenced. */
  topicEpoch: bigint | undefined;
}

/**
 * Looks the topic up and makes the producer known to its broker; the listener is attached then. Throws TransientError for
 * what may work a moment later, FencedError where another one has the exclusive place.
 */
export async function register(
  connections: Connections,
  identity: ProducerIdentity,
  again: { epoch: bigint; topicEpoch: bigint | undefined; listener: ProducerListener },
): Promise<Registered> {
  const { id, topic, name, isNamed, access, schema, properties } = identity;
  const connection = await connections.forTopic(topic);
  connection.attachProducer(id, again.listener);
  try {
    const fields = {
      topic,
      producerId: id,
      ...(name === undefined ? {} : { producerName: name }),
      isUserProvidedProducerName: isNamed,
      metadata: pairsOf(properties),
      epoch: again.epoch,
      accessMode: accessModes[access],
      ...(schema && schema.type !== "bytes" ? { schema: schemaMessage(schema, schema.type) } : {}),
      ...(again.topicEpoch === undefined ? {} : { topicEpoch: again.topicEpoch }),
    };
    const answer = await connection.request("producer", fields, `Opening a producer on ${topic}`);
    return {
      connection,
      name: answer.producerName,
      lastSequenceId: answer.lastSequenceId ?? -1n,
      schemaVersion: answer.schemaVersion?.length ? answer.schemaVersion : null,
      topicEpoch: answer.topicEpoch,
    };
  } catch (error) {
    connection.detachProducer(id);
    if (refusalCodeOf(error) === null) unregister(connection, id); // the broker may have it all the same
    throw error;
  }
}

/** Tells the broker, and waits for nothing: a connection that is lost has ended it by itself. */
export function unregister(connection: PulsarConnection, producerId: bigint): void {
  connection.detachProducer(producerId);
  if (connection.isLost) return;
  connection.request("closeProducer", { producerId }, "Closing a producer").catch(() => undefined);
}

function schemaMessage(
  { name, definition, properties }: TopicSchema,
  type: keyof typeof schemaKinds,
): MessageOf<"Schema"> {
  return { name, definition, type: schemaKinds[type], properties: pairsOf(properties) };
}
