import type { z } from "zod";
import {
  deletedAtColumn,
  metaColumns,
  metaDocument,
  RawIdSequence,
  type Capabilities,
  type Change,
  type LogicalKind,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { loadDestination } from "@/lib/connectors/catalogue";
import { settle, type FailedCheck } from "@/lib/connectors/check";
import { destinationCall } from "@/lib/destinations/service";
import { settingsFor } from "@/lib/runs/plan-run";
import { maxCharacters, readFirstRows } from "@/lib/sources/sample";
import { planStreams } from "@/lib/sync/plan";
import type { SampledRows } from "@/lib/sync/read-sample";
import type { Scope } from "@/lib/workspaces/scope";
import { draftInput, settleDraft } from "./settle-draft";

export const tablePreviewInput = draftInput.extend({
  /** The one stream to look at. */
  streams: draftInput.shape.streams.length(1),
});

export type TablePreviewInput = z.input<typeof tablePreviewInput>;

const maxRows = 10;

export interface PreviewedTable {
  table: TableName;
  columns: PreviewedColumn[];
  /** Texts in the order of the columns. */
  rows: (string | null)[][];
  /** What could not stay as it was, by row and in words. */
  changes: { row: number; column: string; change: Change["change"]; reason: string }[];
}

export interface PreviewedColumn {
  name: string;
  /** As the destination calls it. */
  type: string;
  /** Every table has it, whatever the stream. */
  isMeta: boolean;
}

export type TablePreviewed =
  /** The stream's own table first, then its child tables. */
  { tables: PreviewedTable[]; read: number; filtered: number } | { failure: FailedCheck };

/**
 * The tables that would come out of one stream of a draft: planned and shaped as a run does it, from first rows that are
 * really read now. Nothing is written, so what the destination itself does to a value (a number out of its range) is not
 * told. A source that cannot be read is an answer.
 */
export async function previewDraftTable(scope: Scope, input: TablePreviewInput): Promise<TablePreviewed> {
  const { row, discovered, mapperSecrets } = await settleDraft(scope, tablePreviewInput.parse(input));
  const { connector: id, config } = await destinationCall(scope, row.destinationId);
  const connector = await loadDestination(id);
  const extractedAtMs = Date.now();
  const previewed = await settle(async () => {
    const { streams, reads } = planStreams({
      ...settingsFor(row, { connector, config }),
      syncId: 1,
      extractedAtMs,
      chosen: row.streams as unknown as ConfiguredStream[],
      discovered,
      generations: new Map(),
    });
    const [read] = reads;
    if (!read) throw new Error("A draft of one stream reads nothing.");
    const sample = await readFirstRows(scope, row.sourceId, { read, maxRows, maxCharacters, mapperSecrets });
    return { streams, sample };
  });
  if (!previewed.ok) return { failure: previewed };
  const { streams, sample } = previewed.value;
  const ids = new RawIdSequence(() => extractedAtMs);
  return {
    read: sample.read,
    filtered: sample.filtered,
    tables: streams.map((plan, index) =>
      tableOf(plan, sample.outputs[index] ?? { rows: [], documents: [], changes: [] }, {
        types: connector.capabilities.types,
        nextId: () => ids.next(),
      }),
    ),
  };
}

interface TableFacts {
  types: Capabilities["types"];
  nextId: () => string;
}

function tableOf(plan: StreamPlan, sample: SampledRows, { types, nextId }: TableFacts): PreviewedTable {
  const typeOf = (kind: LogicalKind) => types[kind] ?? types.string ?? "text";
  const meta = (name: string, kind: LogicalKind): PreviewedColumn => ({
    name,
    type: typeOf(kind),
    isMeta: true,
  });
  const isRaw = plan.normalization === "raw";
  const marks = plan.deletes === "soft" && plan.write === "deduped";
  const extractedAt = new Date(plan.extractedAtMs).toISOString();
  return {
    table: plan.table,
    columns: [
      ...(isRaw
        ? [{ ...meta(metaColumns.data, "json"), isMeta: false }]
        : plan.columns.map(({ name, type }) => ({ name, type: typeOf(type.kind), isMeta: false }))),
      meta(metaColumns.rawId, "string"),
      meta(metaColumns.extractedAt, "timestamp"),
      ...(isRaw ? [meta(metaColumns.loadedAt, "timestamp")] : []),
      meta(metaColumns.meta, "json"),
      meta(metaColumns.generationId, "integer"),
      ...(marks ? [meta(deletedAtColumn, "timestamp")] : []),
    ],
    rows: sample.rows.map((values, row) => [
      ...(isRaw ? [sample.documents[row] ?? null] : plan.columns.map(({ index }) => values[index] ?? null)),
      nextId(),
      extractedAt,
      ...(isRaw ? [null] : []),
      metaDocument(plan.syncId, sample.changes[row]),
      String(plan.generation),
      ...(marks ? [null] : []),
    ]),
    changes: sample.changes.flatMap((changes, row) =>
      changes.map(({ field, change, reason }) => ({
        row,
        column: plan.columns.find((column) => column.field === field)?.name ?? field,
        change,
        reason,
      })),
    ),
  };
}
