import { compareMessageIds } from "@/connectors/sdk/pulsar/message-id";
import type { MessageId } from "@/connectors/sdk/pulsar/types";

const pattern = /^(\d{1,19}):(\d{1,19})(?::(-1|\d{1,9}))?(?::(\d{1,9}))?$/;

/** "ledger:entry[:partition[:index]]", as Pulsar's own clients write it. */
export function isMessageId(text: string): boolean {
  return pattern.test(text);
}

/** In the partition that is being read, whatever partition the text names. */
export function parseMessageId(text: string, partition: number): MessageId {
  const [, ledger = "0", entry = "0", , index = "-1"] = pattern.exec(text) ?? [];
  return { ledgerId: BigInt(ledger), entryId: BigInt(entry), partition, batchIndex: Number(index) };
}

/** As Java's `MessageId.toString()`. */
export function formatMessageId({ ledgerId, entryId, partition, batchIndex }: MessageId): string {
  return `${ledgerId}:${entryId}:${partition}${batchIndex < 0 ? "" : `:${batchIndex}`}`;
}

/** Whether the entry of `one` stands behind that of `other`. */
export function isBehindEntry(one: MessageId, other: MessageId): boolean {
  return compareMessageIds({ ...one, batchIndex: 0 }, { ...other, batchIndex: 0 }) > 0;
}
