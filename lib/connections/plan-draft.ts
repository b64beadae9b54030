import { ConfigError, streamLabel, type StreamPlan } from "@/connectors/sdk";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { settle } from "@/lib/connectors/check";
import { db, type Connection } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { dryRunOf, type DryStream, type PlannedDryRun } from "@/lib/runs/dry-run";
import { runtime } from "@/lib/runtime";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { chosenAnew, isSameChoice } from "./chosen-anew";
import { consequencesOf, type Consequences, type StaleReason } from "./consequences";
import { readPendingChange } from "./pending-change";
import { settleDraft, type DraftInput } from "./settle-draft";

/** Of more streams than this the first are asked about: each costs the destination a few questions. */
const maxAsked = 50;

export interface DraftPlan {
  lines: DraftPlanLine[];
  /** What was written of them before is not as chosen now, unless they are read anew. */
  refresh: StreamName[];
  /** Why source or destination could not be asked, or what would stop the sync; the lines then say no more than what was chosen. */
  unanswered: string | null;
  /** How many streams were not asked about, because there are too many. */
  unasked: number;
}

export interface DraftPlanLine {
  /** "keep": nothing is done to it any more. */
  verb: "create" | "alter" | "re-read" | "keep";
  /** Stream and table, as people read them. */
  what: string;
  notes: PlanNote[];
  /** About how much is read; null: nobody knows. */
  rows: number | null;
  bytes: number | null;
  /** What the destination would run. */
  statements: string[];
}

export type PlanNote =
  | StaleReason
  | { what: "replaced" | "not_synced" }
  /** `since`: the run that it goes on behind; null: all rows are read. */
  | { what: "merged" | "added"; since: number | null }
  | { what: "with_versions"; table: string }
  /** The destination's own words. */
  | { what: "warning"; message: string };

/**
 * What saving a draft, and the sync after it, would do: planned as a run plans it, against source and destination as they
 * are now. Of a stored connection, what the change comes to alone. Writes nothing. InvalidInputError as saving has it; a
 * source or destination that cannot be asked is an answer.
 */
export async function planDraft(scope: Scope, input: DraftInput): Promise<DraftPlan> {
  const { row, before } = await settleDraft(scope, input);
  const streams = streamsOf(row);
  const changes: Consequences = before
    ? consequencesOf({ ...before, streams: streamsOf(before) }, { ...row, streams })
    : { added: streams, removed: [], changed: [] };
  const about = new Set([...changes.added, ...changes.changed.map(({ stream }) => stream)].map(streamKey));
  const asked = streams.filter((stream) => about.has(streamKey(stream)));
  const takesAsFound = takenAsFound(before, streams);
  const dry = await settle(() => askAbout(scope, row, { streams: asked.slice(0, maxAsked), takesAsFound }));
  const loaded = await loadedStreams(row.id);
  const stale = changes.changed.filter(({ stream, stale: reasons }) => {
    return reasons.length > 0 && loaded.has(streamKey(stream));
  });
  const reasons = new Map(stale.map((change) => [streamKey(change.stream), change.stale]));
  return {
    lines: [
      ...(dry.ok ? dry.value.map((found) => lineOf(found, reasons)) : asked.map(unaskedLine)),
      ...changes.removed.map(keptLine),
    ],
    refresh: stale.map(({ stream }) => stream),
    unanswered: dry.ok ? null : dry.message,
    unasked: dry.ok ? Math.max(0, asked.length - maxAsked) : 0,
  };
}

interface AskedStream {
  dry: DryStream;
  plan: StreamPlan | undefined;
  /** null: the destination does not say. */
  isThere: boolean | null;
}

/** By `streamKey`. Of streams whose change waits for approval, saving another choice approves it. */
function takenAsFound(before: Connection | null, streams: ConfiguredStream[]): ReadonlySet<string> {
  const former = before ? streamsOf(before) : [];
  const approved = isSameChoice(former, streams) ? null : (before?.pendingChange ?? null);
  const waiting = readPendingChange(approved)?.diff.changed ?? [];
  const anew = chosenAnew(former, streams);
  return new Set([...anew, ...waiting.map(({ stream }) => stream)].map(streamKey));
}

async function askAbout(
  scope: Scope,
  row: Connection,
  asked: { streams: ConfiguredStream[]; takesAsFound: ReadonlySet<string> },
): Promise<AskedStream[]> {
  if (asked.streams.length === 0) return [];
  const about: Connection = { ...row, streams: asked.streams as Connection["streams"] };
  const wanted = { kind: "sync", chosenStreams: null, takesAsFound: asked.takesAsFound } as const;
  const { schemaChanges, streams, plans }: PlannedDryRun = await dryRunOf(scope, about, wanted);
  if (schemaChanges.verdict !== "apply")
    throw new ConfigError(`The sync would stop: ${schemaChanges.messages.join(" ")}`);
  const destination = await destinationCall(scope, row.destinationId);
  const found: AskedStream[] = [];
  for (const [index, dry] of streams.entries()) {
    const plan = plans[index];
    const request = plan && { plan, maxRows: 1, maxCharacters: 1 };
    const looked =
      request &&
      (await settle(() => runtime().pool.run("preview", { destination, request }, { lane: "interactive" })));
    found.push({ dry, plan, isThere: looked?.ok ? looked.value !== null : null });
  }
  return found;
}

/** By `streamKey`: what a run has begun to write at some time. */
async function loadedStreams(connectionId: string): Promise<Set<string>> {
  const rows = await db().streamGeneration.findMany({
    where: { connectionId },
    select: { namespace: true, name: true },
  });
  return new Set(rows.map(streamKey));
}

function lineOf(
  { dry, plan, isThere }: AskedStream,
  stale: ReadonlyMap<string, StaleReason[]>,
): DraftPlanLine {
  const isReplaced = dry.write === "overwrite" || dry.since === null;
  return {
    verb: isThere === false ? "create" : isReplaced ? "re-read" : "alter",
    what: `${streamLabel(dry)} → ${dry.table.namespace}.${dry.table.name}`,
    notes: [
      ...(isThere ? [thereNote(dry)] : []),
      ...(plan?.history
        ? [{ what: "with_versions" as const, table: `${plan.history.namespace}.${plan.history.name}` }]
        : []),
      ...(stale.get(streamKey(dry)) ?? []),
      ...dry.warnings.map((message) => ({ what: "warning" as const, message })),
    ],
    rows: dry.forecast?.rows ?? null,
    bytes: dry.forecast?.bytes ?? null,
    statements: dry.statements,
  };
}

function thereNote({ write, since }: DryStream): PlanNote {
  if (write === "overwrite") return { what: "replaced" };
  return { what: write === "deduped" ? "merged" : "added", since: since?.runNumber ?? null };
}

function unaskedLine(stream: ConfiguredStream): DraftPlanLine {
  return { verb: "re-read", what: streamLabel(stream), notes: [], rows: null, bytes: null, statements: [] };
}

function keptLine(stream: StreamName): DraftPlanLine {
  const notes: PlanNote[] = [{ what: "not_synced" }];
  return { verb: "keep", what: streamLabel(stream), notes, rows: null, bytes: null, statements: [] };
}

function streamsOf({ streams }: Connection): ConfiguredStream[] {
  return streams as unknown as ConfiguredStream[];
}
