import * as english from "@/components/text/en/stale";
import { streamLabel } from "@/connectors/sdk";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { consequencesOf } from "@/lib/connections/consequences";
import { describeStale } from "@/lib/connections/stale-words";
import type { Mapper } from "@/lib/normalization/shape/mappers";
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
    ...policiesOf(settings),
    ...(settings.approveSchemaChange ? { approveSchemaChange: true as const } : {}),
    ...(settings.status === "active" || settings.status === "inactive" ? { status: settings.status } : {}),
  };
}

function statusReasonOf({ pendingChange, state, lastRun }: ConnectionView): { statusReason?: string } {
  if (pendingChange) return { statusReason: pendingChange.message };
  const failure = state === "failed" ? lastRun?.failure : undefined;
  // What waited for an approval waits no longer.
  return failure && failure.awaits === undefined ? { statusReason: failure.message } : {};
}

/** What rows that were written before keep after a change, stream by stream; nothing where there is nothing to see to. */
export function staleWarningsOf(before: ConnectionView, after: ConnectionView): string[] {
  return consequencesOf(before, after).changed.flatMap(({ stream, stale }) =>
    stale.length === 0
      ? []
      : [
          `${streamLabel(stream)}: ${stale.map((reason) => describeStale(reason, english)).join(" ")} To have all of its rows as chosen now, run a job of the type refresh.`,
        ],
  );
}

export function withWarnings(connection: ApiConnection, warnings: string[]): ApiConnection {
  return warnings.length === 0 ? connection : { ...connection, warnings };
}

/** Airbyte's own field wins over the one in `policies`. */
function policiesOf({
  policies,
  nonBreakingSchemaUpdatesBehavior: updates,
}: ConnectionSettings): Pick<UpdateConnectionInput, "policies"> {
  if (policies === undefined && updates === undefined) return {};
  const schemaChanges = updates === "disable_connection" ? "pause" : updates;
  return { policies: { ...policies, ...(schemaChanges === undefined ? {} : { schemaChanges }) } };
}

export function toApiConnection(connection: ConnectionView): ApiConnection {
  const { id, source, destination, streams, schedule, namespaceFormat } = connection;
  const { name, workspaceId, status, namespaceDefinition, prefix, normalization, policies } = connection;
  return {
    connectionId: id,
    name,
    sourceId: source.id,
    destinationId: destination.id,
    workspaceId,
    status,
    ...statusReasonOf(connection),
    schedule: toApiSchedule(schedule),
    dataResidency: "auto",
    configurations: { streams: streams.map(toApiStream) },
    createdAt: toEpochSeconds(connection.createdAt),
    tags: [],
    nonBreakingSchemaUpdatesBehavior:
      policies.schemaChanges === "pause" ? "disable_connection" : policies.schemaChanges,
    namespaceDefinition,
    ...(namespaceFormat === null ? {} : { namespaceFormat }),
    prefix,
    normalization,
    policies,
  };
}

function toApiStream(stream: ConfiguredStream): ApiConnection["configurations"]["streams"][number] {
  const { name, namespace, cursorField, primaryKey, selectedFields, destinationName } = stream;
  const { history, deletes, keepGenerations, arrays, mappers = [] } = stream;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    syncMode: toApiSyncMode(stream),
    cursorField,
    primaryKey,
    ...(selectedFields === undefined
      ? {}
      : { selectedFields: selectedFields.map((field) => ({ fieldPath: [field] })) }),
    ...(destinationName === undefined ? {} : { destinationObjectName: destinationName }),
    mappers: mappers.map(toApiMapper),
    ...(history === undefined ? {} : { history }),
    ...(deletes === undefined ? {} : { deletes }),
    ...(keepGenerations === undefined ? {} : { keepGenerations }),
    ...(arrays === undefined ? {} : { arrays }),
  };
}

/** A released client reads mappers of any kind only where an `algorithm` is there, and ignores it where it means nothing. */
function toApiMapper({ mapperConfiguration, ...mapper }: Mapper) {
  return { ...mapper, mapperConfiguration: { algorithm: "AES", ...mapperConfiguration } };
}

function refuseUnsupported(settings: ConnectionSettings): void {
  const { status, tags } = settings;
  if (status === "deprecated" || status === "locked") {
    throw new InvalidInputError(
      `The status "${status}" cannot be set. Use active or inactive, or delete the connection.`,
    );
  }
  if (tags && tags.length > 0) {
    throw new InvalidInputError("Connections have no tags here yet. Leave tags out.");
  }
}

function fromApiStream(stream: ApiStream): ConfiguredStream {
  const { name, namespace, cursorField, primaryKey, destinationObjectName } = stream;
  const refuse = (message: string) => {
    throw new InvalidInputError(`${name}: ${message}`);
  };
  if (stream.includeFiles) refuse("files are not moved as they are. Leave includeFiles out.");
  const selected = (stream.selectedFields ?? []).map((field) => field.fieldPath ?? []);
  if (selected.some((path) => path.length !== 1)) {
    refuse("only fields of the row itself can be selected. Give each fieldPath one name.");
  }
  const { history, deletes, keepGenerations, arrays, mappers } = stream;
  return {
    name,
    ...(namespace ? { namespace } : {}),
    ...fromApiSyncMode(stream.syncMode ?? "full_refresh_overwrite"),
    cursorField: cursorField ?? [],
    primaryKey: primaryKey ?? [],
    ...(selected.length === 0 ? {} : { selectedFields: selected.flat() }),
    ...(destinationObjectName ? { destinationName: destinationObjectName } : {}),
    ...(mappers && mappers.length > 0 ? { mappers } : {}),
    ...(history === undefined ? {} : { history }),
    ...(deletes === undefined ? {} : { deletes }),
    ...(keepGenerations === undefined ? {} : { keepGenerations }),
    ...(arrays === undefined ? {} : { arrays }),
  };
}

type ModeChoice = Pick<ConfiguredStream, "syncMode" | "history" | "deletes">;

/** Airbyte's nine modes are our four with a word on rows that are gone. */
function fromApiSyncMode(mode: NonNullable<ApiStream["syncMode"]>): ModeChoice {
  switch (mode) {
    case "full_refresh_overwrite":
    case "full_refresh_append":
    case "incremental_append":
    case "incremental_deduped_history":
      return { syncMode: mode };
    case "full_refresh_overwrite_deduped":
      return { syncMode: "full_refresh_overwrite", deletes: "hard" };
    case "full_refresh_update":
      return { syncMode: "full_refresh_overwrite", deletes: "ignore" };
    case "full_refresh_soft_delete":
      return { syncMode: "full_refresh_overwrite", deletes: "soft" };
    case "incremental_update":
      return { syncMode: "incremental_deduped_history", history: false, deletes: "ignore" };
    case "incremental_soft_delete":
      return { syncMode: "incremental_deduped_history", history: false, deletes: "soft" };
  }
}

function toApiSyncMode({ syncMode, history, deletes }: ConfiguredStream): NonNullable<ApiStream["syncMode"]> {
  if (syncMode === "full_refresh_overwrite" && deletes !== undefined) {
    const modes = {
      hard: "full_refresh_overwrite_deduped",
      ignore: "full_refresh_update",
      soft: "full_refresh_soft_delete",
    } as const;
    return modes[deletes];
  }
  if (syncMode === "incremental_deduped_history" && history === false) {
    if (deletes === "soft") return "incremental_soft_delete";
    if (deletes === "ignore") return "incremental_update";
  }
  return syncMode;
}
