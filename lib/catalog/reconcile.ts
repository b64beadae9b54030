import * as english from "@/components/text/en/types";
import { isSameType, streamLabel, type Field, type Stream, type WriteMode } from "@/connectors/sdk";
import { partsOf } from "@/lib/sync/modes";
import { defaultSyncMode } from "./defaults";
import { diffCatalogs, type CatalogDiff, type StreamChange } from "./diff";
import type { ConfiguredStream } from "./schema";
import { describeType } from "./type-words";
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

/** The run goes on with these streams, as they are to be moved. */
export interface SettledSchema {
  verdict: "go";
  chosen: ConfiguredStream[];
  streams: Stream[];
  /** What the next run compares with: without what is left out, so that it is left out again. */
  remembered: Stream[];
  notes: string[];
}

export type Reconciled =
  | SettledSchema
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
  const judgements = new Map(judged.map((judgement) => [judgement.key, judgement]));
  return {
    verdict: "go",
    chosen: [...request.chosen, ...added],
    streams: request.discovered.map((stream) => moved(stream, judgements.get(streamKey(stream)))),
    remembered: request.discovered.map((stream) => remembered(stream, judgements.get(streamKey(stream)))),
    notes: [
      ...judged.flatMap((judgement) => judgement.notes),
      ...added.map(
        (choice) => `The source has a new stream, ${streamLabel(choice)}: it is moved from now on.`,
      ),
    ],
  };
}

/**
 * The streams as they were last moved, for a run that looks at the rows or mends them: what the source has new is not in
 * their tables yet, and what a contract leaves out never will be. Nothing is asked or refused.
 */
export function asLastMoved({
  chosen,
  discovered,
  known,
  policies,
}: Pick<ReconcileRequest, "chosen" | "discovered" | "known" | "policies">): SettledSchema {
  const lenient: SchemaPolicies = {
    schemaChanges: "propagate_columns",
    columns: "discard",
    types: policies.types === "discard" ? "discard" : "evolve",
  };
  const before = chosen.flatMap((choice) => known.get(streamKey(choice)) ?? []);
  const judged = diffCatalogs(before, discovered).changed.map((change) =>
    judgeChange({ chosen, policies: lenient }, change),
  );
  const judgements = new Map(judged.map((judgement) => [judgement.key, judgement]));
  return {
    verdict: "go",
    chosen,
    streams: discovered.map((stream) => moved(stream, judgements.get(streamKey(stream)))),
    remembered: before,
    notes: judged.flatMap((judgement) => judgement.notes),
  };
}

/**
 * The stream as it is remembered once a person has approved the change: as the source has it, but for what the
 * connection's contracts leave out all the same. Null where the change does not tell, as one stored by an earlier version.
 */
export function approveChange(
  before: Stream,
  change: StreamChange,
  choice: ConfiguredStream,
  policies: SchemaPolicies,
): Stream | null {
  const after = applyChange(before, change);
  return after && remembered(after, judgeChange({ chosen: [choice], policies }, change));
}

interface Judgement {
  key: string;
  refusals: string[];
  questions: string[];
  notes: string[];
  /** Names of the fields that are not moved, with what they were before; null: there was none. */
  leftOut: Map<string, Field | null>;
}

function judgeChange(
  { chosen, policies }: Pick<ReconcileRequest, "chosen" | "policies">,
  change: StreamChange,
): Judgement {
  const key = streamKey(change.stream);
  const judgement: Judgement = { key, refusals: [], questions: [], notes: [], leftOut: new Map() };
  const choice = chosen.find((candidate) => streamKey(candidate) === key);
  if (!choice) return judgement;
  const identity = identityOf(choice, change);
  const isMoved = ({ name }: Field) => !choice.selectedFields || choice.selectedFields.includes(name);
  judgeIdentity(choice, change, judgement);
  for (const field of change.addedFields.filter(isMoved)) judgeAdded(policies, field, change, judgement);
  for (const { before, after } of change.changedFields)
    if (isMoved(after) && !isSameType(before.type, after.type))
      judgeRetyped(policies, { before, after, isIdentity: identity.has(after.name) }, change, judgement);
  for (const field of change.removedFields.filter(isMoved))
    tell(
      policies,
      judgement,
      `${streamLabel(change.stream)} has lost the field ${field.name}: its column stays, without new values`,
    );
  return judgement;
}

/** Names of the fields that rows are told apart and ordered by. */
function identityOf(choice: ConfiguredStream, { primaryKey }: StreamChange): Set<string> {
  const { read, write } = partsOf(choice);
  const key = choice.primaryKey.length > 0 ? choice.primaryKey : (primaryKey ?? []);
  return new Set([
    ...(write === "deduped" ? key.flat() : []),
    ...(read === "incremental" ? choice.cursorField : []),
  ]);
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
    judgement.leftOut.set(field.name, null);
    judgement.notes.push(`${what}: it is left out.`);
  } else {
    tell(policies, judgement, what);
  }
}

function judgeRetyped(
  policies: SchemaPolicies,
  { before, after, isIdentity }: { before: Field; after: Field; isIdentity: boolean },
  change: StreamChange,
  judgement: Judgement,
): void {
  const what = `${streamLabel(change.stream)}: the field ${after.name} was ${wordsOf(before, after)} and is ${wordsOf(after, before)} now`;
  if (policies.types === "freeze") {
    judgement.refusals.push(`${what}, and the connection's types are frozen.`);
  } else if (policies.types === "discard" && isIdentity) {
    judgement.questions.push(
      `${what}. Rows are told apart or ordered by it, so that it cannot be left out: approve its new type, or choose another field.`,
    );
  } else if (policies.types === "discard") {
    judgement.leftOut.set(after.name, before);
    judgement.notes.push(`${what}: it is left out.`);
  } else {
    tell(policies, judgement, what);
  }
}

/** The kind alone, where that tells the two apart. */
function wordsOf({ type }: Field, { type: other }: Field): string {
  if (type.kind !== other.kind) return type.kind;
  const words = describeType(type, english);
  return words === describeType(other, english) && "bits" in type ? `${words} of ${type.bits} bits` : words;
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

function moved(stream: Stream, judgement: Judgement | undefined): Stream {
  if (!judgement || judgement.leftOut.size === 0) return stream;
  return { ...stream, fields: stream.fields.filter(({ name }) => !judgement.leftOut.has(name)) };
}

function remembered(stream: Stream, judgement: Judgement | undefined): Stream {
  if (!judgement || judgement.leftOut.size === 0) return stream;
  const fields = stream.fields.flatMap((field) => {
    const former = judgement.leftOut.get(field.name);
    return former === undefined ? [field] : former === null ? [] : [former];
  });
  return { ...stream, fields };
}

function applyChange(before: Stream, change: StreamChange): Stream | null {
  if (change.primaryKey === undefined) return null;
  const gone = new Set(change.removedFields.map(({ name }) => name));
  const others = new Map(change.changedFields.map(({ after }) => [after.name, after]));
  const kept = before.fields.filter(({ name }) => !gone.has(name));
  const fields = [...kept.map((field) => others.get(field.name) ?? field), ...change.addedFields];
  return { ...before, fields, primaryKey: change.primaryKey };
}
