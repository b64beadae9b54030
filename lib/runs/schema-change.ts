import { ConfigError, isSameType, streamLabel, type Field, type Stream } from "@/connectors/sdk";
import { diffCatalogs, type CatalogDiff, type StreamChange } from "@/lib/catalog/diff";
import type { Reconciled } from "@/lib/catalog/reconcile";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { db, type Prisma } from "@/lib/db";
import { streamKey } from "@/lib/sync/stream-key";
import type { RunSchemaChange } from "./schema";

type Stopped = Exclude<Reconciled, { verdict: "go" }>;

/** The source's schema is another than before, and a person must decide what becomes of that. */
export class SchemaChangedError extends ConfigError {
  readonly diff: CatalogDiff;
  readonly reasons: string[];
  readonly needsApproval: boolean;

  constructor({ verdict, diff, reasons }: Stopped) {
    const advice =
      verdict === "pause"
        ? "The connection is paused until the change is approved."
        : "Mend the source, or change the connection's contract on columns and types.";
    super(`The source's schema has changed. ${reasons.join(" ")} ${advice}`);
    this.diff = diff;
    this.reasons = reasons;
    this.needsApproval = verdict === "pause";
  }
}

interface SchemasCompared {
  chosen: ConfiguredStream[];
  /** By `streamKey`: as they were last moved. */
  known: ReadonlyMap<string, Stream>;
  /** As the source has them. */
  discovered: Stream[];
  /** As this run moves them. */
  moved: { chosen: ConfiguredStream[]; streams: Stream[] };
}

/** What the source changed since the streams were last moved, and which streams this run is the first to choose. Pure. */
export function listSchemaChanges({ chosen, known, discovered, moved }: SchemasCompared): RunSchemaChange[] {
  const before = chosen.flatMap((choice) => known.get(streamKey(choice)) ?? []);
  const keys = new Set(before.map(streamKey));
  const changes = changesIn(
    diffCatalogs(
      before,
      discovered.filter((stream) => keys.has(streamKey(stream))),
    ),
  );
  const fields = new Set(
    moved.streams.flatMap((stream) => stream.fields.map(({ name }) => `${streamLabel(stream)}\0${name}`)),
  );
  const there = new Set(chosen.map(streamKey));
  return [
    ...moved.chosen
      .filter((choice) => !there.has(streamKey(choice)))
      .map((choice) => ({ change: "stream_added" as const, stream: streamLabel(choice) })),
    ...changes.map((change) =>
      "leftOut" in change ? { ...change, leftOut: !fields.has(`${change.stream}\0${change.field}`) } : change,
    ),
  ];
}

function changesIn(diff: CatalogDiff): RunSchemaChange[] {
  return [
    ...diff.removed.map((stream) => ({ change: "stream_removed" as const, stream: streamLabel(stream) })),
    ...diff.changed.flatMap(changesOf),
  ];
}

function changesOf(change: StreamChange): RunSchemaChange[] {
  const stream = streamLabel(change.stream);
  return [
    ...change.addedFields.map(({ name, type }) => ({
      change: "added" as const,
      stream,
      field: name,
      after: type.kind,
      leftOut: false,
    })),
    ...change.removedFields.map(({ name, type }) => ({
      change: "removed" as const,
      stream,
      field: name,
      before: type.kind,
    })),
    ...change.changedFields
      .filter(({ before, after }) => !isSameType(before.type, after.type))
      .map(({ before, after }) => ({
        change: "retyped" as const,
        stream,
        field: after.name,
        before: typeText(before),
        after: typeText(after),
        leftOut: false,
      })),
    ...(change.keyChanged ? [{ change: "key_changed" as const, stream }] : []),
  ];
}

/** Two types of one kind differ by what is inside. */
function typeText({ type }: Field): string {
  const inside = Object.entries(type).filter(([key, value]) => key !== "kind" && typeof value !== "object");
  return [type.kind, ...inside.map(([key, value]) => `${key} ${String(value)}`)].join(" ");
}

/** Keeps with a run that stops what it stopped for. May run twice. */
export async function keepSchemaChanges(runId: string, { diff }: SchemaChangedError): Promise<void> {
  await db().run.updateMany({ where: { id: runId }, data: { schemaChanges: changesIn(diff) } });
}

/** Pauses the run's connection and keeps the difference, for whoever approves it. May run twice. */
export async function holdForApproval(runId: string, error: SchemaChangedError): Promise<void> {
  if (!error.needsApproval) return;
  const { connectionId } = await db().run.findUniqueOrThrow({
    where: { id: runId },
    select: { connectionId: true },
  });
  await db().connection.updateMany({
    where: { id: connectionId },
    data: {
      status: "inactive",
      nextDueAt: null,
      pendingChange: { diff: error.diff, message: error.message } as unknown as Prisma.InputJsonObject,
    },
  });
}
