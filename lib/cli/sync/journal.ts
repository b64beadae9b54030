import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import {
  ConfigError,
  streamLabel,
  type Checkpoint,
  type Context,
  type Destination,
  type FeedState,
  type SelectedStream,
} from "@/connectors/sdk";
import { partsOf } from "@/lib/sync/modes";
import type { ChosenStream, SyncPlan } from "@/lib/sync/plan";
import { destinationAnswers, limitSilence } from "@/lib/sync/silence";
import { streamKey } from "@/lib/sync/stream-key";

/** A stream as a command names it. */
export interface Choice extends ChosenStream {
  /** Only rows for which this holds, in the language of the source's filters. */
  where?: string | undefined;
}

/** No source plans a feed of this name: theirs begin with a kind and a colon. */
export const journalFeedId = "journal";

/**
 * What the command line notes in the destination of each stream, in the place of a feed's checkpoint: which run last
 * wrote it and whether that run has ended, its generation, and how it was read. It is written when a run begins and
 * when it ends, so that after any death the next command knows which run to go on with.
 */
const entrySchema = z.tuple([
  /** Sync mode. */
  z.string(),
  /** Fingerprint of what decides which rows an incremental read gives. */
  z.string(),
  /** Fingerprint of the whole choice. */
  z.string(),
  /** The run. */
  z.int(),
  z.int(),
  z.literal([0, 1]),
  /** The fields by which rows are told apart. Absent where an older version wrote it, or nothing is deduplicated. */
  z.array(z.string()).optional(),
]);

const journalSchema = z.object({ version: z.literal(1), streams: z.record(z.string(), entrySchema) });

export interface JournalEntry {
  mode: string;
  reading: string;
  choice: string;
  run: number;
  generation: number;
  hasEnded: boolean;
  key?: string[] | undefined;
}

/** Of a stream that was rewound to its start: it may go on in any way. */
export const forgottenMode = "";

/** By `streamKey`. */
export type Journal = Map<string, JournalEntry>;

export function readJournal(states: FeedState[]): Journal {
  const position = states.find(({ feedId }) => feedId === journalFeedId)?.checkpoint?.position;
  if (position === undefined || position === null) return new Map();
  const journal = journalSchema.safeParse(position);
  if (!journal.success)
    throw new ConfigError(
      `What the destination keeps of the command line's runs (the checkpoint of the feed "${journalFeedId}") is damaged. Remove it and drop the tables: the next sync begins anew.`,
      { cause: journal.error },
    );
  return new Map(
    Object.entries(journal.data.streams).map(
      ([stream, [mode, reading, choice, run, generation, ended, key]]) => [
        stream,
        { mode, reading, choice, run, generation, hasEnded: ended === 1, ...(key ? { key } : {}) },
      ],
    ),
  );
}

export async function writeJournal(
  destination: { connector: Destination<unknown>; config: unknown },
  connectionId: string,
  journal: Journal,
  ctx: Context,
): Promise<void> {
  const streams = Object.fromEntries(
    [...journal].map(([stream, { mode, reading, choice, run, generation, hasEnded, key }]) => [
      stream,
      [mode, reading, choice, run, generation, hasEnded ? 1 : 0, ...(key ? [key] : [])],
    ]),
  );
  const checkpoint: Checkpoint = {
    syncId: Math.max(0, ...[...journal.values()].map(({ run }) => run)),
    generations: [],
    position: { version: 1, streams },
    complete: [...journal.values()].every(({ hasEnded }) => hasEnded),
    counts: [],
  };
  const { connector, config } = destination;
  const change = { connectionId, feedId: journalFeedId, checkpoint };
  await limitSilence(ctx, destinationAnswers, async (own) => connector.states?.replace(config, change, own));
}

export interface RunDecision {
  /** Its number, which is also the instant at which it began: an attempt after a death knows it without a clock. */
  run: number;
  /** An earlier command began it. */
  goesOn: boolean;
  /** By `streamKey`, as planStreams wants them: those before this run. */
  generations: Map<string, number>;
}

/**
 * Which run the command carries out. One that has not ended is gone on with by the same choice of streams, because only
 * so its rows are neither lost nor repeated; otherwise a new one begins. ConfigError where the choice does not fit what
 * is in the table already.
 */
export function decideRun(
  choices: Choice[],
  journal: Journal,
  { latestRun, nowMs }: { latestRun: number; nowMs: number },
): RunDecision {
  const latest = Math.max(latestRun, ...[...journal.values()].map((entry) => entry.run));
  const known = choices.flatMap((choice) => {
    const entry = journal.get(streamKey(choice));
    return entry ? [{ choice, entry }] : [];
  });
  for (const { choice, entry } of known) requireFit(choice, entry);
  const own = known.filter(({ entry }) => entry.run === latest);
  const goesOn =
    own.some(({ entry }) => !entry.hasEnded) &&
    own.every(({ choice, entry }) => entry.choice === fingerprintsOf(choice).choice);
  const generations = known.map(({ choice, entry }): [string, number] => [
    streamKey(choice),
    // An overwrite counts its generation up once for each run, not once for each attempt.
    goesOn && entry.run === latest && isOverwrite(choice) ? entry.generation - 1 : entry.generation,
  ]);
  return {
    run: goesOn ? latest : Math.max(latest + 1, nowMs),
    goesOn,
    generations: new Map(generations),
  };
}

export function entryOf(choice: Choice, run: number, generation: number): JournalEntry {
  return { mode: choice.syncMode, ...fingerprintsOf(choice), run, generation, hasEnded: false };
}

function fingerprintsOf(choice: Choice): { reading: string; choice: string } {
  return {
    reading: fingerprint([choice.cursorField, choice.where ?? null]),
    choice: fingerprint(
      Object.entries({ ...choice, mappers: choice.mappers?.map(({ id: _id, ...mapper }) => mapper) })
        .filter(([, value]) => value !== undefined)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
  };
}

function fingerprint(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 10);
}

function isOverwrite(choice: Choice): boolean {
  return partsOf(choice).write === "overwrite";
}

/** ConfigError where a sync of one of the streams is still to be gone on with. */
export function requireEnded(choices: Choice[], journal: Journal): void {
  for (const choice of choices) {
    if (journal.get(streamKey(choice))?.hasEnded !== false) continue;
    throw new ConfigError(
      `The last sync of ${streamLabel(choice)} has not ended. Run it again first: it goes on where it stood.`,
    );
  }
}

/** Goes on from where another way of reading has stopped would repeat rows or leave some out. */
function requireFit(choice: Choice, entry: JournalEntry): void {
  if (!choice.syncMode.startsWith("incremental") || entry.mode === forgottenMode) return;
  const label = streamLabel(choice);
  if (entry.mode === choice.syncMode) {
    if (entry.reading === fingerprintsOf(choice).reading) return;
    throw new ConfigError(
      `${label} was read by another cursor or filter until now: to go on would leave rows out or repeat them. ${wayOut(label)}`,
    );
  }
  const wasDeduped = entry.mode === "incremental_deduped_history";
  const wasReplaced = entry.mode === "full_refresh_overwrite";
  const fits = choice.syncMode === "incremental_append" ? wasDeduped : wasReplaced;
  if (fits) return;
  throw new ConfigError(
    `${label} was loaded with the sync mode ${entry.mode} until now: ${choice.syncMode} would add to its table what is there already. ${wayOut(label)}`,
  );
}

/** ConfigError where rows of a deduplicated stream were told apart by another key: to go on would leave both in the table. */
export function requireSameKeys({ streams, reads }: SyncPlan, journal: Journal): void {
  for (const { stream, outputs } of reads) {
    const entry = journal.get(streamKey(stream));
    const write = streams[outputs[0] ?? -1]?.write;
    if (write !== "deduped" || !entry?.key || entry.mode === forgottenMode) continue;
    const key = keyOf(stream);
    if (isDeepStrictEqual(key, entry.key)) continue;
    const [former, present] = [entry.key, key].map((names) => names.join(", ") || "a hash of the whole row");
    const label = streamLabel(stream);
    throw new ConfigError(
      `The primary key of ${label} is ${present} now; rows that are there already were told apart by ${former}, and would stay beside the new ones. Choose the key (--primary-key). ${wayOut(label)}`,
    );
  }
}

/** The fields of the source that a stream's rows are told apart by. */
export function keyOf({ key }: SelectedStream): string[] {
  return key.map((path) => path.join("."));
}

function wayOut(label: string): string {
  return `Keep to the former way, take another --namespace or --prefix, or begin anew: drop the table, and run "sluice rewind --stream ${label} --start" with the same --from and --to.`;
}
