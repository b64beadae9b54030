import { isSameType, streamLabel, type Field, type Stream, type WriteMode } from "@/connectors/sdk";
import { partsOf } from "@/lib/sync/modes";
import { defaultSyncMode } from "./defaults";
import { diffCatalogs, type CatalogDiff, type StreamChange } from "./diff";
import type { ConfiguredStream } from "./schema";
import { streamKey } from "@/lib/sync/stream-key";

/** Of lib/connections' ConnectionPolicies, what is asked here. */
export interface SchemaPolicies {
  schemaChanges: "propagate_columns" | "propagate_fully" | "pause" | "ignore";
  columns: "evolve" | "freeze" | "discard";
  types: "evolve" | "freeze" | "discard";
}

export interface ReconcileRequest {
  chosen: ConfiguredStream[];
  /** What the source offers now: the chosen streams at least, all of them with propagate_fully. */
  discovered: Stream[];
  /** By `streamKey`: each stream as it was last moved. A stream that is missing here is taken as it is. */
  known: ReadonlyMap<string, Stream>;
  /** Keys of the streams that were offered when the choice was made; null: unknown, then none is new. */
  offeredBefore: ReadonlySet<string> | null;
  policies: SchemaPolicies;
  writeModes: readonly WriteMode[];
}

export type Reconciled =
  /** The run goes on with these streams, as they are to be moved. */
  | { verdict: "go"; chosen: ConfiguredStream[]; streams: Stream[]; notes: string[] }
  /** A person must look at the difference first. */
  | { verdict: "pause"; diff: CatalogDiff; reasons: string[] }
  /** A contract of the connection forbids the difference. */
  | { verdict: "refuse"; diff: CatalogDiff; reasons: string[] };

/**
 * What becomes of the differences between a source's schema and the one its streams were last moved with. Pure.
 * A change of what rows are told apart or ordered by always asks; everything else goes by the connection's policies.
 */
export function reconcileSchema(request: ReconcileRequest): Reconciled {
  const before = request.chosen.flatMap((choice) => request.known.get(streamKey(choice)) ?? []);
  const keys = new Set(before.map(streamKey));
  const now = request.discovered.filter((stream) => keys.has(streamKey(stream)));
  const diff = diffCatalogs(before, now);
  const judged = diff.changed.map((change) => judgeChange(request, change));
  const refusals = judged.flatMap((judgement) => judgement.refusals);
  if (refusals.length > 0) return { verdict: "refuse", diff, reasons: refusals };
  const questions = judged.flatMap((judgement) => judgement.questions);
  if (questions.length > 0) return { verdict: "pause", diff, reasons: questions };
  const added = addedStreams(request);
  const leftOut = new Map(judged.map((judgement) => [judgement.key, judgement.leftOut]));
  return {
    verdict: "go",
    chosen: [...request.chosen, ...added],
    streams: request.discovered.map((stream) => without(stream, leftOut.get(streamKey(stream)))),
    notes: [
      ...judged.flatMap((judgement) => judgement.notes),
      ...added.map(
        (choice) => `The source has a new stream, ${streamLabel(choice)}: it is moved from now on.`,
      ),
    ],
  };
}

interface Judgement {
  key: string;
  refusals: string[];
  questions: string[];
  notes: string[];
  /** Names of the fields that are not moved. */
  leftOut: Set<string>;
}

function judgeChange({ chosen, policies }: ReconcileRequest, change: StreamChange): Judgement {
  const key = streamKey(change.stream);
  const judgement: Judgement = { key, refusals: [], questions: [], notes: [], leftOut: new Set() };
  const choice = chosen.find((candidate) => streamKey(candidate) === key);
  if (!choice) return judgement;
  const isMoved = ({ name }: Field) => !choice.selectedFields || choice.selectedFields.includes(name);
  judgeIdentity(choice, change, judgement);
  for (const field of change.addedFields.filter(isMoved)) judgeAdded(policies, field, change, judgement);
  for (const { before, after } of change.changedFields)
    if (isMoved(after) && !isSameType(before.type, after.type))
      judgeRetyped(policies, { before, after }, change, judgement);
  for (const field of change.removedFields.filter(isMoved))
    tell(
      policies,
      judgement,
      `${streamLabel(change.stream)} has lost the field ${field.name}: its column stays, without new values`,
    );
  return judgement;
}

/** The fields that rows are told apart and ordered by, as they were chosen or as the source has them. */
function judgeIdentity(choice: ConfiguredStream, change: StreamChange, judgement: Judgement): void {
  const { read, write } = partsOf(choice);
  const label = streamLabel(change.stream);
  const lost = new Set(change.removedFields.map((field) => field.name));
  const [cursor] = choice.cursorField;
  if (read === "incremental" && cursor !== undefined && lost.has(cursor))
    judgement.questions.push(`${label} has lost its cursor field ${cursor}: choose another.`);
  if (write !== "deduped") return;
  const lostKey = choice.primaryKey.flat().filter((name) => lost.has(name));
  if (lostKey.length > 0)
    judgement.questions.push(
      `${label} has lost ${lostKey.join(", ")} of its primary key, by which rows that are there already were told apart: choose another key, and refresh the stream.`,
    );
  else if (change.keyChanged && choice.primaryKey.length === 0)
    judgement.questions.push(
      `${label} has another primary key at the source: rows that are there already were told apart by the former one. Approve the new key and refresh the stream, or choose a key.`,
    );
}

function judgeAdded(
  policies: SchemaPolicies,
  field: Field,
  change: StreamChange,
  judgement: Judgement,
): void {
  const what = `${streamLabel(change.stream)} has a new field ${field.name} (${field.type.kind})`;
  if (policies.columns === "freeze") {
    judgement.refusals.push(`${what}, and the connection's columns are frozen.`);
  } else if (policies.columns === "discard" || policies.schemaChanges === "ignore") {
    judgement.leftOut.add(field.name);
    judgement.notes.push(`${what}: it is left out.`);
  } else {
    tell(policies, judgement, what);
  }
}

function judgeRetyped(
  policies: SchemaPolicies,
  { before, after }: { before: Field; after: Field },
  change: StreamChange,
  judgement: Judgement,
): void {
  const what = `${streamLabel(change.stream)}: the field ${after.name} was ${before.type.kind} and is ${after.type.kind} now`;
  if (policies.types === "freeze") {
    judgement.refusals.push(`${what}, and the connection's types are frozen.`);
  } else if (policies.types === "discard") {
    judgement.leftOut.add(after.name);
    judgement.notes.push(`${what}: it is left out.`);
  } else {
    tell(policies, judgement, what);
  }
}

function tell(policies: SchemaPolicies, judgement: Judgement, what: string): void {
  if (policies.schemaChanges === "pause") judgement.questions.push(`${what}.`);
  else judgement.notes.push(`${what}.`);
}

function addedStreams({
  chosen,
  discovered,
  offeredBefore,
  policies,
  writeModes,
}: ReconcileRequest): ConfiguredStream[] {
  if (policies.schemaChanges !== "propagate_fully" || offeredBefore === null) return [];
  const there = new Set(chosen.map(streamKey));
  return discovered.flatMap((stream) => {
    const key = streamKey(stream);
    const syncMode = defaultSyncMode(stream, writeModes);
    if (there.has(key) || offeredBefore.has(key) || syncMode === null) return [];
    const { namespace, name } = stream;
    return [
      { ...(namespace === undefined ? {} : { namespace }), name, syncMode, cursorField: [], primaryKey: [] },
    ];
  });
}

function without(stream: Stream, names: ReadonlySet<string> | undefined): Stream {
  if (!names || names.size === 0) return stream;
  return { ...stream, fields: stream.fields.filter((field) => !names.has(field.name)) };
}
