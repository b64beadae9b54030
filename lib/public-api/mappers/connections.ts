import type { ConfiguredStream, SyncMode } from "@/lib/catalog/schema";
import type { ConnectionView } from "@/lib/connections/view";
import type { UpdateConnectionInput } from "@/lib/connections/schema";
import { InvalidInputError } from "@/lib/errors";
import { toEpochSeconds } from "../durations";
import type { ApiConnection, ApiStream, ConnectionSettings } from "../wire/connections";
import { fromApiSchedule, toApiSchedule } from "./schedule";

/** What an API client asks for, in the console's words. InvalidInputError for what is not offered here. */
export function fromApiSettings(settings: ConnectionSettings): UpdateConnectionInput {
  refuseUnsupported(settings);
  const { name, schedule, configurations, namespaceFormat } = settings;
  const { namespaceDefinition, prefix, normalization } = settings;
  return {
    ...(name === undefined ? {} : { name }),
    ...(schedule === undefined ? {} : { schedule: fromApiSchedule(schedule) }),
    ...(configurations?.streams?.length ? { streams: configurations.streams.map(fromApiStream) } : {}),
    ...(namespaceDefinition === undefined ? {} : { namespaceDefinition }),
    ...(namespaceFormat === undefined ? {} : { namespaceFormat: namespaceFormat || null }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(normalization === undefined ? {} : { normalization }),
    ...(settings.status === "active" || settings.status === "inactive" ? { status: settings.status } : {}),
  };
}

export function toApiConnection(connection: ConnectionView): ApiConnection {
  const { id, source, destination, streams, schedule, namespaceFormat, lastRun } = connection;
  const { name, workspaceId, status, namespaceDefinition, prefix, normalization } = connection;
  return {
    connectionId: id,
    name,
    sourceId: source.id,
    destinationId: destination.id,
    workspaceId,
    status,
    ...(connection.state === "failed" && lastRun?.failure ? { statusReason: lastRun.failure.message } : {}),
    schedule: toApiSchedule(schedule),
    dataResidency: "auto",
    configurations: { streams: streams.map(toApiStream) },
    createdAt: toEpochSeconds(connection.createdAt),
    tags: [],
    nonBreakingSchemaUpdatesBehavior: "ignore",
    namespaceDefinition,
    ...(namespaceFormat === null ? {} : { namespaceFormat }),
    prefix,
    normalization,
  };
}

function toApiStream(stream: ConfiguredStream): ApiConnection["configurations"]["streams"][number] {
  const { name, namespace, syncMode, cursorField, primaryKey, selectedFields, destinationName } = stream;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    syncMode,
    cursorField,
    primaryKey,
    ...(selectedFields === undefined
      ? {}
      : { selectedFields: selectedFields.map((field) => ({ fieldPath: [field] })) }),
    ...(destinationName === undefined ? {} : { destinationObjectName: destinationName }),
    mappers: [],
  };
}

function refuseUnsupported(settings: ConnectionSettings): void {
  const { status, tags, nonBreakingSchemaUpdatesBehavior: updates } = settings;
  if (status === "deprecated" || status === "locked") {
    throw new InvalidInputError(
      `The status "${status}" cannot be set. Use active or inactive, or delete the connection.`,
    );
  }
  if (tags && tags.length > 0) {
    throw new InvalidInputError("Connections have no tags here yet. Leave tags out.");
  }
  if (updates === "disable_connection" || updates === "propagate_fully") {
    throw new InvalidInputError(
      `nonBreakingSchemaUpdatesBehavior "${updates}" is not offered yet. Use ignore or propagate_columns: new fields are loaded unless selectedFields names those that are.`,
    );
  }
}

function fromApiStream(stream: ApiStream): ConfiguredStream {
  const { name, namespace, cursorField, primaryKey, destinationObjectName } = stream;
  const refuse = (message: string) => {
    throw new InvalidInputError(`${name}: ${message}`);
  };
  if (stream.mappers && stream.mappers.length > 0) refuse("mappers are not offered yet. Leave them out.");
  if (stream.includeFiles) refuse("files are not moved as they are. Leave includeFiles out.");
  const selected = (stream.selectedFields ?? []).map((field) => field.fieldPath ?? []);
  if (selected.some((path) => path.length !== 1)) {
    refuse("only fields of the row itself can be selected. Give each fieldPath one name.");
  }
  return {
    name,
    ...(namespace ? { namespace } : {}),
    syncMode: fromApiSyncMode(name, stream.syncMode ?? "full_refresh_overwrite"),
    cursorField: cursorField ?? [],
    primaryKey: primaryKey ?? [],
    ...(selected.length === 0 ? {} : { selectedFields: selected.flat() }),
    ...(destinationObjectName ? { destinationName: destinationObjectName } : {}),
  };
}

/** The modes that are not offered, and what comes nearest. */
function fromApiSyncMode(stream: string, mode: NonNullable<ApiStream["syncMode"]>): SyncMode {
  switch (mode) {
    case "full_refresh_overwrite":
    case "full_refresh_append":
    case "incremental_append":
    case "incremental_deduped_history":
      return mode;
    case "full_refresh_overwrite_deduped":
      throw notOffered(stream, mode, "full_refresh_overwrite or incremental_deduped_history");
    case "full_refresh_update":
    case "full_refresh_soft_delete":
      throw notOffered(stream, mode, "full_refresh_overwrite");
    case "incremental_update":
    case "incremental_soft_delete":
      throw notOffered(stream, mode, "incremental_deduped_history");
  }
}

function notOffered(stream: string, mode: string, instead: string): InvalidInputError {
  return new InvalidInputError(`${stream}: the sync mode ${mode} is not offered. Choose ${instead}.`);
}
