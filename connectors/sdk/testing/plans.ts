import type { Checkpoint } from "../checkpoint";
import type { Encoding } from "../batch";
import type { FeedPlan, StreamPlan } from "../plan";
import { feedIdOf, type SelectedStream } from "../stream";
import type { Field } from "../values";

export const sampleFields: Field[] = [
  { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
  { name: "name", type: { kind: "string" }, nullable: true },
  { name: "version", type: { kind: "integer", bits: 32 }, nullable: true },
];

export interface PlanOptions {
  connectionId: string;
  name: string;
  namespace: string;
  fields?: Field[];
  write?: StreamPlan["write"];
  mode?: SelectedStream["mode"];
  normalization?: StreamPlan["normalization"];
  generation?: number;
  syncId?: number;
  extractedAtMs?: number;
  deletes?: StreamPlan["deletes"];
  /** The source reports deleted rows. */
  reportsDeletes?: boolean;
  history?: boolean;
  keepGenerations?: number;
  parent?: StreamPlan["parent"];
}

/** A stream's plan with keys and cursor as `sampleFields` have them. */
export function planStream(options: PlanOptions): StreamPlan {
  const fields = options.fields ?? sampleFields;
  const deduped = options.write === "deduped";
  const syncId = options.syncId ?? 1;
  const mode = options.mode ?? (deduped ? "incremental" : "full_refresh");
  const isKeyed = deduped && !options.parent;
  return {
    connectionId: options.connectionId,
    stream: {
      name: options.name,
      fields,
      primaryKey: [["id"]],
      cursorFields: ["version"],
      cursorIsGiven: false,
      supports: { fullRefresh: true, incremental: true, deletes: options.reportsDeletes ?? false },
      mode,
      ...(mode === "incremental" ? { cursor: "version" } : {}),
      key: isKeyed ? [["id"]] : [],
    },
    table: { namespace: options.namespace, name: options.name },
    normalization: options.normalization ?? "basic",
    columns: fields.map((field, index) => ({ ...field, field: field.name, index })),
    write: options.write ?? "append",
    key: isKeyed ? ["id"] : [],
    cursor: isKeyed && mode === "incremental" ? "version" : null,
    deletes: options.deletes ?? (deduped ? "hard" : "ignore"),
    history: options.history ? { namespace: options.namespace, name: `${options.name}_scd` } : null,
    keepGenerations: options.keepGenerations ?? 0,
    parent: options.parent ?? null,
    generation: options.generation ?? 1,
    syncId,
    extractedAtMs: options.extractedAtMs ?? Date.UTC(2026, 0, syncId, 12, 0, 0, 123),
  };
}

/** A run that mends rows has a feed of its own. */
export function planFeed(stream: StreamPlan, fence: number, encoding: Encoding = "rows"): FeedPlan {
  const { connectionId, syncId } = stream;
  const feedId = feedIdOf(stream.stream);
  return {
    connectionId,
    feedId: stream.repairs ? `repair:${feedId}` : feedId,
    syncId,
    streams: [stream],
    encoding,
    isRepeatable: false,
    fence,
    careful: false,
  };
}

export function checkpointOf(
  plan: FeedPlan,
  position: Checkpoint["position"],
  rows: number,
  complete = false,
): Checkpoint {
  return {
    syncId: plan.syncId,
    generations: plan.streams.map((stream) => stream.generation),
    position,
    complete,
    counts: plan.streams.map(() => ({
      read: rows,
      written: rows,
      filtered: 0,
      bytes: rows * 10,
      changed: 0,
      quarantined: 0,
    })),
  };
}
