import {
  ConfigError,
  metaColumns,
  streamLabel,
  type Capabilities,
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
import { uniqueIdentifiers } from "@/lib/normalization/identifiers";
import { planTables, type NamespaceChoice } from "@/lib/normalization/tables";

/** A stream as the connection has it; the shape of lib/catalog's ConfiguredStream. */
export interface ChosenStream {
  namespace?: string | undefined;
  name: string;
  syncMode:
    "full_refresh_overwrite" | "full_refresh_append" | "incremental_append" | "incremental_deduped_history";
  cursorField: string[];
  primaryKey: string[][];
  selectedFields?: string[] | undefined;
  destinationName?: string | undefined;
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
}

export function streamKey(stream: { namespace?: string | undefined; name: string }): string {
  return JSON.stringify([stream.namespace ?? "", stream.name]);
}

/**
 * What one run does to each chosen stream. Pure: the same request gives the same plan, in the order of `chosen`.
 * Throws ConfigError, naming the stream and what to choose, where the choice and the source no longer agree.
 */
export function planStreams(request: PlanRequest): StreamPlan[] {
  const offered = new Map(request.discovered.map((stream) => [streamKey(stream), stream]));
  const tables = planTables(request.chosen, {
    identifiers: request.capabilities.identifiers,
    locations: request.locations,
    namespace: request.namespace,
    prefix: request.prefix,
    normalization: request.normalization,
  });
  return request.chosen.map((choice, index) => {
    const stream = offered.get(streamKey(choice));
    const table = tables[index];
    if (!stream || !table) {
      throw new ConfigError(
        `The source no longer has the stream ${streamLabel(choice)}. Refresh the source's schema, or leave the stream out of the connection.`,
      );
    }
    return planStream(request, choice, stream, table);
  });
}

function planStream(
  request: PlanRequest,
  choice: ChosenStream,
  stream: Stream,
  table: TableName,
): StreamPlan {
  const { write, mode } = modesOf(choice);
  if (!request.capabilities.modes.includes(write)) {
    throw new ConfigError(
      `${streamLabel(choice)}: the destination does not offer the sync mode ${choice.syncMode}. Choose another.`,
    );
  }
  const selected = selectStream(choice, stream, mode, write);
  const columns = planColumns(selected.fields, request);
  const columnOf = (field: string) => columns.find((column) => column.field === field)?.name ?? field;
  return {
    connectionId: request.connectionId,
    stream: selected,
    table,
    normalization: request.normalization,
    columns,
    write,
    key: selected.key.map(([field = ""]) => columnOf(field)),
    cursor: selected.cursor === undefined ? null : columnOf(selected.cursor),
    generation: generationOf(request, choice, write),
    syncId: request.syncId,
    extractedAtMs: request.extractedAtMs,
  };
}

function modesOf(choice: ChosenStream): { mode: SelectedStream["mode"]; write: WriteMode } {
  switch (choice.syncMode) {
    case "full_refresh_overwrite":
      return { mode: "full_refresh", write: "overwrite" };
    case "full_refresh_append":
      return { mode: "full_refresh", write: "append" };
    case "incremental_append":
      return { mode: "incremental", write: "append" };
    case "incremental_deduped_history":
      return { mode: "incremental", write: "deduped" };
  }
}

function selectStream(
  choice: ChosenStream,
  stream: Stream,
  mode: SelectedStream["mode"],
  write: WriteMode,
): SelectedStream {
  const label = streamLabel(choice);
  const fields = chosenFields(choice, stream);
  const base: SelectedStream = { ...stream, fields, mode, key: [] };
  if (mode === "incremental") {
    const [cursor] =
      stream.cursorIsGiven || choice.cursorField.length === 0 ? stream.cursorFields : choice.cursorField;
    if (!stream.supports.incremental || (cursor === undefined && !stream.cursorIsGiven)) {
      throw new ConfigError(
        `${label} cannot be read incrementally: it has no cursor field. Choose a full refresh.`,
      );
    }
    if (cursor !== undefined) {
      requireField(fields, cursor, `${label}: the cursor field`);
      base.cursor = cursor;
    }
  }
  if (write !== "deduped") return base;
  const key = choice.primaryKey.length > 0 ? choice.primaryKey : stream.primaryKey;
  if (key.length === 0)
    throw new ConfigError(`${label} has no primary key. Choose one, or choose the mode incremental append.`);
  for (const path of key) {
    if (path.length !== 1)
      throw new ConfigError(
        `${label}: the primary key ${path.join(".")} lies inside a field. Choose a field of the row itself.`,
      );
    requireField(fields, path[0] ?? "", `${label}: the primary key field`);
  }
  return { ...base, key };
}

/** A chosen field that the source has lost stays away; key and cursor are looked for by `requireField`. */
function chosenFields(choice: ChosenStream, stream: Stream): Field[] {
  const { selectedFields } = choice;
  return selectedFields
    ? stream.fields.filter((field) => selectedFields.includes(field.name))
    : stream.fields;
}

function requireField(fields: Field[], name: string, what: string): void {
  if (fields.some((field) => field.name === name)) return;
  throw new ConfigError(
    `${what} ${name} is not among the stream's fields any more. Choose another, or refresh the source's schema.`,
  );
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

/** An overwrite begins a new generation in every run; the other modes stay in the one they are in. */
function generationOf(request: PlanRequest, choice: ChosenStream, write: WriteMode): number {
  const current = request.generations.get(streamKey(choice)) ?? 0;
  return write === "overwrite" ? current + 1 : Math.max(current, 1);
}
