import { z } from "zod";
import { AuthError, ConfigError, type ConnectorError, RateLimitedError, TransientError } from "../errors";
import { decodeMessage, encodeMessage } from "./codec";
import { messageIdData, messageIdOf } from "./message-id";
import type { IncomingMessage, MessageId, OutgoingMessage } from "./types";

const pauseWhenBusyMs = 10_000;

/** What the interface answers to each message, by the `context` it came with. */
const answerSchema = z.object({
  result: z.string(),
  messageId: z.string().optional(),
  errorMsg: z.string().optional(),
  context: z.coerce.bigint().optional(),
});

export type WebSocketAnswer = z.output<typeof answerSchema>;

/** null for what no broker says. */
export function readAnswer(text: string): WebSocketAnswer | null {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The partition is -1 where the topic has none. */
export function readMessageId(base64: string): MessageId {
  const data = decodeMessage("MessageIdData", Buffer.from(base64, "base64"));
  return messageIdOf(data, data.partition ?? -1);
}

export function writeMessageId(id: MessageId): string {
  return Buffer.from(encodeMessage("MessageIdData", messageIdData(id))).toString("base64");
}

/** Properties by which a message tells what readers over this interface are not told. */
export const marks = { producer: "_producer", sequence: "_sequence" } as const;

export function marked(message: OutgoingMessage, producer: string, sequence: bigint): OutgoingMessage {
  const own = { [marks.producer]: producer, [marks.sequence]: String(sequence) };
  return { ...message, properties: { ...message.properties, ...own } };
}

/** What comes to a reader. */
const incomingSchema = z.object({
  messageId: z.string(),
  payload: z.string(),
  properties: z.record(z.string(), z.string()).default({}),
  publishTime: z.string(),
  eventTime: z.string().optional(),
  key: z.string().optional(),
});

/**
 * A message as it came to a reader, and the text by which it asks for the next. An empty value is what this interface stores of a
 * tombstone, and gives of one: with a key it is taken for that. null for what no broker says.
 */
export function readIncoming(text: string): { message: IncomingMessage; receipt: string } | null {
  let told: z.output<typeof incomingSchema>;
  try {
    told = incomingSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
  const { [marks.producer]: producerName = "", [marks.sequence]: sequence, ...properties } = told.properties;
  const { messageId, payload, key = null, publishTime, eventTime } = told;
  const message: IncomingMessage = {
    id: readMessageId(messageId),
    producerName,
    sequenceId: /^\d+$/.test(sequence ?? "") ? BigInt(sequence ?? 0) : 0n,
    publishTimeMs: Date.parse(publishTime),
    eventTimeMs: eventTime === undefined ? null : Date.parse(eventTime),
    key,
    properties,
    schemaVersion: null,
    value: payload === "" && key !== null ? null : Buffer.from(payload, "base64"),
  };
  return { message, receipt: JSON.stringify({ messageId }) };
}

/** ConfigError for what this interface has no place for. A tombstone goes as an empty payload, which compaction takes for one. */
export function messageText(message: OutgoingMessage, context: bigint): string {
  const { value, key, orderingKey, properties, eventTimeMs } = message;
  if (orderingKey !== undefined)
    throw new ConfigError(
      "Pulsar's WebSocket interface takes no ordering keys: leave them out, or use the binary protocol.",
    );
  if (value === null && key === undefined)
    throw new ConfigError("A message without a value needs a key: it tells compaction what to remove.");
  return JSON.stringify({
    payload:
      value === null ? "" : Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"),
    context: String(context),
    ...(key === undefined ? {} : { key }),
    ...(properties === undefined ? {} : { properties }),
    ...(eventTimeMs === undefined ? {} : { eventTime: new Date(eventTimeMs).toISOString() }),
  });
}

/** The interface did not let the producer in: a status of HTTP, and what it says. */
export function refusedOpening(
  status: number,
  reason: string,
  { topic, what }: { topic: string; what: "producer" | "reader" },
): ConnectorError {
  const [right, whatItDoes] = what === "producer" ? ["produce", "write"] : ["consume", "read"];
  const said = `Pulsar's WebSocket interface refuses a ${what} on ${topic} (${status}${reason === "" ? "" : `: ${reason}`}).`;
  if (status === 401)
    return new AuthError(
      `${said} The credentials are missing, wrong or expired, or the role may not ${whatItDoes} there.`,
    );
  if (status === 403) return new AuthError(`${said} Grant the role the right to ${right}.`);
  if (status === 404)
    return new ConfigError(
      `${said} Look for a typing error, and whether webSocketServiceEnabled is true there.`,
    );
  if (status === 409)
    return new TransientError(
      `${said} Another producer of this name is connected, or the topic has a schema that this interface does not know.`,
    );
  if (status === 429) return new RateLimitedError(`${said} It asks to slow down.`, pauseWhenBusyMs);
  if (status >= 500) return new TransientError(`${said} It may work later.`);
  return new ConfigError(`${said} Is it the address of a Pulsar broker or proxy?`);
}

/** One message was not stored. What only time can mend is transient. */
export function refusedMessage(
  { result, errorMsg = "no reason given" }: WebSocketAnswer,
  topic: string,
): ConnectorError {
  const said = `Pulsar did not store a message of ${topic} (${result}: ${errorMsg}).`;
  if (/terminated/i.test(errorMsg))
    return new ConfigError(`${said} A terminated topic takes no messages: write to another topic.`);
  if (/quota/i.test(errorMsg))
    return new ConfigError(
      `${said} The backlog is at its quota: consume or expire what waits there, or raise it.`,
    );
  if (/not authorized|authorization/i.test(errorMsg))
    return new AuthError(`${said} Grant the role the right to produce.`);
  return new TransientError(`${said} It is sent again.`);
}
