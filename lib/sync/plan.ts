import {
  ConfigError,
  metaColumns,
  streamLabel,
  type Capabilities,
  type DeleteMode,
  type Field,
  type Locations,
  type Normalization,
  type PlannedColumn,
  type SelectedStream,
  type Stream,
  type StreamPlan,
  type TableName,
  type WriteMode,
} from "@/connectors/sdk";
import { uniqueIdentifiers } from "@/connectors/sdk/naming/identifiers";
import type { Mapper } from "@/lib/normalization/shape/mappers";
import { planShape } from "@/lib/normalization/shape/plan-shape";
import { rowHashField, type ShapeOutput, type StreamShape } from "@/lib/normalization/shape/types";
import { planTables, type NamespaceChoice, type TableRequest } from "@/lib/normalization/tables";
import { partsOf, type SyncMode } from "./modes";
import { streamKey } from "./stream-key";
import { comparableFieldOf, selectStream } from "./select-stream";

/** A stream as the connection has it; the shape of lib/catalog's ConfiguredStream. */
export interface ChosenStream {
  namespace?: string | undefined;
  name: string;
  syncMode: SyncMode;
  cursorField: string[];
  primaryKey: string[][];
  selectedFields?: string[] | undefined;
  destinationName?: string | undefined;
  /** Keep every version in a history table. Absent: with incremental_deduped_history, where the destination can. */
  history?: boolean | undefined;
  /** Absent: rows that are gone are removed, by a swap where it is a full refresh. */
  deletes?: DeleteMode | undefined;
  keepGenerations?: number | undefined;
  mappers?: Mapper[] | undefined;
  arrays?: "json" | "tables" | undefined;
}

export interface PlanRequest {
  connectionId: string;
  syncId: number;
  extractedAtMs: number;
  chosen: ChosenStream[];
  /** What the source offers now. */
  discovered: Stream[];
  /** By `streamKey`; a stream that was never loaded has none. */
  generations: ReadonlyMap<string, number>;
  capabilities: Capabilities;
  locations: Locations;
  namespace: NamespaceChoice;
  prefix: string;
  normalization: Normalization;
  /** What becomes of objects whose fields are known. */
  objects: "json" | "flatten";
  /** Keys of the streams that are read from their start, and replace what is there. Absent: none. */
  refresh?: ReadonlySet<string>;
}

export interface SyncPlan {
  /** What is written, in the order of `chosen`; child tables follow their parent. */
  streams: StreamPlan[];
  /** What is read, in the order of `chosen`. */
  reads: StreamRead[];
}

/** One stream as the source is asked for it, and what becomes of its rows. */
export interface StreamRead {
  stream: SelectedStream;
  /** null: rows go on as they are, in whatever encoding. */
  shape: StreamShape | null;
  /** By the shape's outputs: places in `SyncPlan.streams`. */
  outputs: number[];
}

/**
 * What one run does to each chosen stream. Pure: the same request gives the same plan.
 * Throws ConfigError, naming the stream and what to choose, where the choice and the source no longer agree.
 */
export function planStreams(request: PlanRequest): SyncPlan {
  const offered = new Map(request.discovered.map((stream) => [streamKey(stream), stream]));
  const drafts = request.chosen.map((choice) => {
    const stream = offered.get(streamKey(choice));
    if (!stream) {
      throw new ConfigError(
        `The source no longer has the stream ${streamLabel(choice)}. Refresh the source's schema, or leave the stream out of the connection.`,
      );
    }
    return draftStream(request, choice, stream);
  });
  const tables = nameTables(request, drafts);
  const plan: SyncPlan = { streams: [], reads: [] };
  for (const draft of drafts) {
    const outputs = planOutputs(request, draft, tables);
    plan.reads.push({
      stream: draft.selected,
      shape: draft.shape,
      outputs: outputs.map((_, index) => plan.streams.length + index),
    });
    plan.streams.push(...outputs);
  }
  return plan;
}

/** What is known of a stream before tables have names. */
interface Draft {
  choice: ChosenStream;
  /** As the source is asked for it. */
  selected: SelectedStream;
  write: WriteMode;
  deletes: DeleteMode;
  hasHistory: boolean;
  shape: StreamShape | null;
  outputs: ShapeOutput[];
  /** Everything is read again: what this run does not bring is gone, whatever the stream's mode. */
  isRefreshed: boolean;
}

function draftStream(request: PlanRequest, choice: ChosenStream, stream: Stream): Draft {
  const { capabilities, normalization } = request;
  const label = streamLabel(choice);
  const { read, write } = partsOf(choice);
  if (!capabilities.modes.includes(write)) {
    throw new ConfigError(
      `${label}: the destination does not offer the sync mode ${choice.syncMode}${write === "deduped" ? " (deduplicated)" : ""}. Choose another.`,
    );
  }
  const selected = selectStream(choice, stream, read, write);
  const isBasic = normalization === "basic";
  const shape = planShape(
    { name: choice.name, fields: selected.fields },
    {
      mappers: choice.mappers ?? [],
      objects: isBasic ? request.objects : "json",
      arrays: isBasic ? (choice.arrays ?? "json") : "json",
      rowHash: isBasic && write === "deduped" && selected.key.length === 0,
    },
  );
  const outputs = shape?.outputs ?? [asItIs(choice.name, selected.fields)];
  if (outputs.length > 1 && write === "deduped" && !capabilities.dedupedChildren) {
    throw new ConfigError(
      `${label}: the destination keeps no child tables beside a deduplicated one. Leave arrays as JSON, or choose another sync mode.`,
    );
  }
  const isRefreshed = request.refresh?.has(streamKey(choice)) ?? false;
  const draft = {
    choice,
    selected,
    write,
    ...dedupOptions(request, choice, write),
    shape,
    outputs,
    isRefreshed,
  };
  return isRefreshed ? replaceAll(draft, capabilities) : draft;
}

/** A refresh: an appended table is swapped, a merged one loses what the run does not bring. */
function replaceAll(draft: Draft, { modes, softDeletes }: Capabilities): Draft {
  const canReplace = draft.write === "deduped" ? softDeletes : modes.includes("overwrite");
  if (!canReplace) {
    throw new ConfigError(
      `${streamLabel(draft.choice)} cannot be refreshed: the destination cannot replace what is in its table. Clear the stream, and sync it again.`,
    );
  }
  return {
    ...draft,
    write: draft.write === "append" ? "overwrite" : draft.write,
    deletes: draft.write === "deduped" && draft.deletes === "ignore" ? "hard" : draft.deletes,
  };
}

function dedupOptions(
  { capabilities, normalization }: PlanRequest,
  choice: ChosenStream,
  write: WriteMode,
): Pick<Draft, "deletes" | "hasHistory"> {
  const label = streamLabel(choice);
  if (write !== "deduped") return { deletes: "ignore", hasHistory: false };
  const isFullRefresh = choice.syncMode === "full_refresh_overwrite";
  const deletes = choice.deletes ?? "hard";
  if (!capabilities.softDeletes && (deletes === "soft" || isFullRefresh)) {
    throw new ConfigError(
      `${label}: the destination cannot find or mark rows that are gone. Leave "deletes" out, or choose another sync mode.`,
    );
  }
  const hasHistory = choice.history ?? choice.syncMode === "incremental_deduped_history";
  if (choice.history === true && !capabilities.history) {
    throw new ConfigError(`${label}: the destination keeps no history tables. Switch the history off.`);
  }
  return { deletes, hasHistory: hasHistory && capabilities.history && normalization === "basic" };
}

function asItIs(name: string, fields: Field[]): ShapeOutput {
  return {
    name,
    fields,
    origins: fields.map((field) => field.name),
    scrambled: fields.map(() => null),
    parent: null,
  };
}

/** By the names under which tables were asked for. */
interface TableNames {
  ofOutput: Map<ShapeOutput, TableName>;
  ofHistory: Map<Draft, TableName>;
}

/** The streams' own tables are named first, so that nothing that is added takes a name from them. */
function nameTables(request: PlanRequest, drafts: Draft[]): TableNames {
  const requests: (TableRequest & { take(table: TableName, names: TableNames): void })[] = [];
  const add = ({ choice }: Draft, suffix: string, take: (table: TableName, names: TableNames) => void) =>
    requests.push({
      namespace: choice.namespace,
      name: choice.name + suffix,
      ...(choice.destinationName === undefined ? {} : { destinationName: choice.destinationName + suffix }),
      take,
    });
  for (const draft of drafts) {
    const [own] = draft.outputs;
    if (own) add(draft, "", (table, names) => names.ofOutput.set(own, table));
  }
  for (const draft of drafts) {
    for (const child of draft.outputs.slice(1))
      add(draft, child.name.slice(draft.choice.name.length), (table, names) =>
        names.ofOutput.set(child, table),
      );
    if (draft.hasHistory) add(draft, "_scd", (table, names) => names.ofHistory.set(draft, table));
  }
  const tables = planTables(requests, {
    identifiers: request.capabilities.identifiers,
    locations: request.locations,
    namespace: request.namespace,
    prefix: request.prefix,
    normalization: request.normalization,
  });
  const names: TableNames = { ofOutput: new Map(), ofHistory: new Map() };
  for (const [index, { take }] of requests.entries()) {
    const table = tables[index];
    if (table) take(table, names);
  }
  return names;
}

function planOutputs(request: PlanRequest, draft: Draft, tables: TableNames): StreamPlan[] {
  const { choice, selected, write } = draft;
  const tableOf = (output: ShapeOutput) => {
    const table = tables.ofOutput.get(output);
    if (!table) throw new Error(`The stream ${output.name} has no table.`);
    return table;
  };
  return draft.outputs.map((output): StreamPlan => {
    const columns = planColumns(output.fields, request);
    const columnOf = (field: string) => columns.find((column) => column.field === field)?.name ?? field;
    const isOwn = output.parent === null;
    const keyFields = isOwn && write === "deduped" ? keyFieldsOf(draft, output) : [];
    const cursorField = isOwn ? cursorFieldOf(draft, output) : undefined;
    const parent = output.parent && draft.outputs[output.parent.output];
    const { cursor: _, ...stream } = selected;
    return {
      connectionId: request.connectionId,
      stream: {
        ...stream,
        name: output.name,
        // The destination takes it for all that there is, while the source reads on from it in the next run.
        mode: draft.isRefreshed ? "full_refresh" : stream.mode,
        fields: output.fields,
        key: keyFields.map((field) => [field]),
        ...(cursorField === undefined ? {} : { cursor: cursorField }),
      },
      table: tableOf(output),
      normalization: request.normalization,
      columns,
      write,
      key: keyFields.map(columnOf),
      cursor: cursorField === undefined ? null : columnOf(cursorField),
      deletes: isOwn ? draft.deletes : "ignore",
      history: (isOwn && tables.ofHistory.get(draft)) || null,
      keepGenerations: write === "overwrite" ? (choice.keepGenerations ?? 0) : 0,
      parent:
        output.parent && parent ? { table: tableOf(parent), column: columnOf(output.parent.field) } : null,
      generation: generationOf(request, draft),
      syncId: request.syncId,
      extractedAtMs: request.extractedAtMs,
    };
  });
}

function keyFieldsOf({ choice, selected, shape }: Draft, output: ShapeOutput): string[] {
  if (selected.key.length === 0) return shape?.options.rowHash ? [rowHashField] : [];
  return selected.key.map(([field = ""]) => comparableFieldOf(choice, output, field, "primary key"));
}

function cursorFieldOf({ choice, selected }: Draft, output: ShapeOutput): string | undefined {
  if (selected.cursor === undefined) return undefined;
  return comparableFieldOf(choice, output, selected.cursor, "cursor");
}

function planColumns(fields: Field[], request: PlanRequest): PlannedColumn[] {
  const names = uniqueIdentifiers(
    fields.map((field) => field.name),
    request.capabilities.identifiers,
    Object.values(metaColumns),
  );
  return fields.map((field, index) => ({
    name: names[index] ?? field.name,
    field: field.name,
    index,
    type: field.type,
    nullable: field.nullable,
    ...(field.native === undefined ? {} : { native: field.native }),
  }));
}

/** An overwrite begins a new generation in every run, as a refresh does; otherwise streams stay in the one they are in. */
function generationOf(request: PlanRequest, { choice, write, isRefreshed }: Draft): number {
  const current = request.generations.get(streamKey(choice)) ?? 0;
  return write === "overwrite" || isRefreshed ? current + 1 : Math.max(current, 1);
}
