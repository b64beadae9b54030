import { createHash } from "node:crypto";
import { z } from "zod";
import type {
  Checkpoint,
  FeedPlan,
  QuarantinedRow,
  QuarantineEntry,
  QuarantineQuery,
  QuarantineStore,
  StreamPlan,
} from "@/connectors/sdk";
import type { OutgoingMessage } from "@/connectors/sdk/pulsar/types";
import type { PulsarConfig } from "./config";
import { withPulsar, type Pulsar } from "./connection";
import { makeBook } from "./own-topics";
import { eachMessage } from "./read-topic";
import { tableKey } from "./topics";

const rowSchema = z.object({
  feedId: z.string(),
  stream: z.object({ namespace: z.string().optional(), name: z.string() }),
  table: z.object({ namespace: z.string(), name: z.string() }),
  syncId: z.int(),
  atMs: z.number(),
  row: z.record(z.string(), z.string().nullable()).nullable(),
  reason: z.string(),
  field: z.string().optional(),
  position: z.json(),
  rowNumber: z.int(),
});

type StoredRow = z.output<typeof rowSchema>;

/** What one writer puts into the quarantine and takes out of it, until its next commit: messages of a compacted topic, by id. */
export class PendingQuarantine {
  private messages: OutgoingMessage[] = [];

  constructor(
    private readonly plan: FeedPlan,
    private readonly idOf: QuarantineIds,
    private readonly now: () => number,
  ) {}

  get isEmpty(): boolean {
    return this.messages.length === 0;
  }

  add(plan: StreamPlan, entries: QuarantineEntry[]): void {
    const { stream, table, syncId } = plan;
    const { namespace, name } = stream;
    for (const entry of entries) {
      const atMs = this.now();
      const stored: StoredRow = {
        ...{ feedId: this.plan.feedId, table, syncId, atMs },
        ...{ stream: namespace === undefined ? { name } : { namespace, name } },
        ...{ row: entry.row, reason: entry.reason, position: entry.position, rowNumber: entry.rowNumber },
        ...(entry.field === undefined ? {} : { field: entry.field }),
      };
      const value = new TextEncoder().encode(JSON.stringify(stored));
      this.messages.push({ key: this.idOf(plan, atMs), value });
    }
  }

  release(ids: string[]): void {
    for (const key of ids) this.messages.push({ key, value: null });
  }

  take(): OutgoingMessage[] {
    const taken = this.messages;
    this.messages = [];
    return taken;
  }
}

/** What the run had put there of a feed that begins anew: the same rows will come again. */
export async function idsOfRun(
  pulsar: Pulsar,
  { connectionId, feedId, syncId }: FeedPlan,
): Promise<string[]> {
  const rows = await readRows(pulsar, connectionId);
  return [...rows].filter(([, row]) => row.feedId === feedId && row.syncId === syncId).map(([id]) => id);
}

export const quarantineStore: QuarantineStore<PulsarConfig> = {
  list: (config, query, ctx) =>
    withPulsar(config, ctx, async (pulsar) => pageOf(await readRows(pulsar, query.connectionId), query)),
  discard: (config, connectionId, ids, ctx) =>
    withPulsar(config, ctx, async (pulsar) => {
      const rows = await readRows(pulsar, connectionId);
      const known = [...new Set(ids)].filter((id) => rows.has(id));
      if (known.length > 0) await forget(pulsar, connectionId, known);
      return known.length;
    }),
};

/** Takes rows away by tombstones. */
export async function forget(pulsar: Pulsar, connectionId: string, ids: string[]): Promise<void> {
  const topic = pulsar.topics.quarantineOf(connectionId);
  await makeBook(pulsar, topic);
  const producer = await pulsar.client.createProducer({ topic });
  try {
    for (const key of ids) await producer.send({ key, value: null });
    await producer.flush();
  } finally {
    await producer.close();
  }
}

/** All that waits, by id, oldest first. */
export async function readRows(pulsar: Pulsar, connectionId: string): Promise<Map<string, StoredRow>> {
  const { client, topics } = pulsar;
  const topic = topics.quarantineOf(connectionId);
  const rows = new Map<string, StoredRow>();
  if (!(await client.topicsOf(topics.namespace)).includes(topic)) return rows;
  await eachMessage(client, { topic, start: { at: "earliest" }, isCompacted: true }, ({ key, value }) => {
    if (key === null) return;
    if (value === null || value.length === 0) rows.delete(key);
    else rows.set(key, rowSchema.parse(JSON.parse(Buffer.from(value).toString())));
  });
  return new Map([...rows].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function pageOf(
  rows: Map<string, StoredRow>,
  { stream, after = "", limit }: QuarantineQuery,
): QuarantinedRow[] {
  return [...rows]
    .filter(([id, row]) => id > after && isOf(row, stream))
    .slice(0, limit)
    .map(([id, { feedId: _, ...row }]) => toRow(id, row));
}

function toRow(id: string, { stream, field, ...row }: Omit<StoredRow, "feedId">): QuarantinedRow {
  const { namespace, name } = stream;
  return {
    ...row,
    id,
    stream: namespace === undefined ? { name } : { namespace, name },
    ...(field === undefined ? {} : { field }),
  };
}

function isOf({ stream }: StoredRow, wanted: QuarantineQuery["stream"]): boolean {
  return !wanted || (stream.name === wanted.name && stream.namespace === wanted.namespace);
}

/** The id of a stream's next row in the quarantine. Rises with time, as a text too. */
export type QuarantineIds = (plan: StreamPlan, atMs: number) => string;

/** New ones each time. */
export function idsInTime({ fence }: FeedPlan): QuarantineIds {
  let counter = 0;
  return (_plan, atMs) => `${digits(Math.floor(atMs), 15)}-${digits(fence, 10)}-${digits(counter++, 8)}`;
}

/** The same ones for the same rows, where these come again behind the same checkpoint: the broker then has each row once. */
export function repeatableIds({ feedId, streams }: FeedPlan, start: Checkpoint | null): QuarantineIds {
  const counters = streams.map((_, index) => start?.counts[index]?.quarantined ?? 0);
  return (plan) => {
    const index = streams.indexOf(plan);
    const counter = counters[index] ?? 0;
    counters[index] = counter + 1;
    const place = createHash("sha256")
      .update(`${feedId}\0${tableKey(plan.table)}`)
      .digest("hex")
      .slice(0, 16);
    return `${digits(plan.extractedAtMs, 15)}-${digits(plan.syncId, 10)}-${place}-${digits(counter, 8)}`;
  };
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, "0");
}
