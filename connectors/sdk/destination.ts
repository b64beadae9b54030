import type { Batch, Encoding } from "./batch";
import type { Checkpoint, Position } from "./checkpoint";
import type { Context } from "./context";
import type { DestinationDigest } from "./digest";
import type { FeedPlan, StreamPlan, TableName, WriteMode } from "./plan";
import type { Spec } from "./spec";
import type { LogicalKind } from "./values";

/** Flat facts. The engine plans by them; a connector never has to be asked twice. */
export interface Capabilities {
  /**
   * A crash at any moment loses no row and repeats none, because rows and their checkpoint become durable together.
   * false: at least once, and the screens say so.
   */
  exactlyOnce: boolean;
  modes: WriteMode[];
  /** Beside a deduplicated table it can keep a history table. */
  history: boolean;
  /** It can mark deduplicated rows as deleted, and find those that a full refresh did not bring. */
  softDeletes: boolean;
  /** It can keep former generations of an overwritten table, and roll back to one. */
  keepsGenerations: boolean;
  /** A child table of a deduplicated table loses the children of parents that gave way. */
  dedupedChildren: boolean;
  identifiers: IdentifierRules;
  /** Native type by logical kind; null: such a value goes as JSON text. For the plan shown to people and for docs. */
  types: Record<LogicalKind, string | null>;
}

/**
 * How names become names of this destination; executed by `naming/identifiers.ts`.
 * `style` "postgres": accents dropped, whitespace runs and every other character outside [A-Za-z0-9_] to "_",
 * a leading digit prefixed; "quoted": kept as they are but for control characters; "file": what every file system takes.
 */
export interface IdentifierRules {
  maxBytes: number;
  case: "keep" | "lower" | "upper";
  /** Names that differ by case alone are the same here. */
  foldsCase?: boolean;
  style: "postgres" | "quoted" | "file";
}

/** Where tables go when the connection names no namespace of its own, and where raw tables go. */
export interface Locations {
  namespace: string;
  /** null: raw tables stand beside the others. */
  rawNamespace: string | null;
}

export interface Destination<Config> {
  spec: Spec<Config>;
  capabilities: Capabilities;

  locations(config: Config): Locations;

  /** Whether this configuration is exactly-once, where that depends on it; `capabilities` then says what is possible at best. */
  isExactlyOnce?(config: Config): boolean;

  /**
   * A name for what only one process at a time can hold (a database file). The engine lets one piece of work at a
   * time near it, on this machine. null: anyone may come.
   */
  exclusive?(config: Config): string | null;

  /** The encodings it takes for this stream, cheapest first. "rows" is always possible and need not be named. */
  encodings?(config: Config, plan: StreamPlan): Encoding[];

  /** Really writes, reads back and removes, with the rights a sync will need. Throws ConfigError or AuthError. */
  check(config: Config, ctx: Context): Promise<void>;

  /**
   * The plans with every column in a place that can hold its values: where a table, or its history, has a column of the name
   * whose type can neither hold the values nor be widened, the values go into another, called `<name>_<kind>` (by this
   * destination's rules for identifiers, unique in the table), and the former one stays with what earlier rows hold. Each that
   * goes elsewhere is told by `ctx.log`, with the facts `field` and `column`. Depends on the tables as they are and on the plans alone, so that every later run
   * finds the same column again, and the first one once the source's type goes back. Key and cursor columns stay as they are,
   * and `open` refuses them. Tables that an overwrite replaces are left out. Few round trips for many plans. Changes nothing.
   * Absent: `open` refuses.
   */
  fitColumns?(config: Config, plans: StreamPlan[], ctx: Context): Promise<StreamPlan[]>;

  /** A writer for one feed. Raises the fence: any writer opened before for this connection and feed can no longer commit. */
  open(config: Config, plan: FeedPlan, ctx: Context): Promise<Writer>;

  /**
   * Makes what was loaded visible: swap, merge. Called once all feeds of the stream are complete, as its own durable
   * step. May be called again with the same plan: the second call changes nothing and returns what the first returned.
   * Nothing of a half-done call is ever visible.
   */
  finish(config: Config, plan: StreamPlan, ctx: Context): Promise<Finished>;

  /** Counts, after `finish`, the rows that this run put there: those with its `extractedAtMs`. By a query, not from memory. */
  measure(config: Config, plan: StreamPlan, ctx: Context): Promise<Measured>;

  /**
   * All rows of the plan's table, whichever run put them there, without those marked as deleted; null where there is no
   * such table. Changes nothing.
   */
  count?(config: Config, plan: StreamPlan, ctx: Context): Promise<number | null>;

  /**
   * Some rows of what the plan's stream was written to (the first of a table, the last of a topic), whichever run put them
   * there, as the system itself shows them; null where there is nothing yet. Cheap, whatever its size. Changes nothing.
   */
  preview?(config: Config, request: PreviewRequest, ctx: Context): Promise<TablePreview | null>;

  /** What open() and finish() would create, alter and drop, without doing it. */
  explain(
    config: Config,
    plan: StreamPlan,
    ctx: Context,
  ): Promise<{ statements: string[]; warnings: string[] }>;

  /** Removes the stream's tables (history and kept generations too), what is staged for it, and its checkpoints. Safe to call twice. */
  clear(config: Config, plan: StreamPlan, ctx: Context): Promise<void>;

  /** It can compute what the rows of a table with typed columns come to. Absent: they can only be counted. */
  digest?: DestinationDigest<Config>;

  /** What the destination knows of each feed; the engine without a console lives on it. */
  states?: StateStore<Config>;

  /** Given where `capabilities.keepsGenerations`. */
  generations?: GenerationStore<Config>;

  /** Where rows wait that could not be written. Without it they are counted and logged, and the screens say so. */
  quarantine?: QuarantineStore<Config>;
}

export interface PreviewRequest {
  plan: StreamPlan;
  maxRows: number;
  /** Longer values are cut. */
  maxCharacters: number;
}

export interface TablePreview {
  /** Columns with their type, as the system calls it. */
  columns: { name: string; type: string }[];
  /** Texts in the order of the columns. */
  rows: (string | null)[][];
  /** Where it is, for people: a table, a file, a topic. */
  place: string;
  /** The schema as the system keeps it, where that is a document of its own (of a topic, say). */
  definition?: string;
}

export interface StateStore<Config> {
  /** Every feed of the connection that was ever opened here, by feed id. Empty where nothing was written yet. */
  list(config: Config, connectionId: string, ctx: Context): Promise<FeedState[]>;
  /**
   * Puts `checkpoint` in the place of what is stored for the feed, or forgets it (null), and raises the fence, so that no
   * writer opened before can commit. What was loaded stays; what is staged for the feed is dropped with the next open.
   */
  replace(
    config: Config,
    change: { connectionId: string; feedId: string; checkpoint: Checkpoint | null },
    ctx: Context,
  ): Promise<void>;
}

export interface FeedState {
  feedId: string;
  fence: number;
  /** null: opened, but nothing was committed yet, or forgotten since. */
  checkpoint: Checkpoint | null;
}

export interface GenerationStore<Config> {
  /** The former generations of the plan's table, newest first. */
  list(config: Config, plan: StreamPlan, ctx: Context): Promise<KeptGeneration[]>;
  /**
   * Puts a former generation in the table's place, in one transaction; the present one is kept in its stead. ConfigError
   * where it is gone. What hangs on the table (grants, views, indexes) stays, as with a swap.
   */
  rollBack(config: Config, plan: StreamPlan, generation: number, ctx: Context): Promise<void>;
}

export interface KeptGeneration {
  generation: number;
  rows: number;
  /** When it was replaced; milliseconds since the epoch. */
  replacedAtMs: number;
}

export interface QuarantineQuery {
  connectionId: string;
  stream?: { namespace?: string | undefined; name: string };
  after?: string;
  limit: number;
}

export interface QuarantineStore<Config> {
  /** The rows that wait, oldest first, at most `limit`; of one stream where it is named. `after` is the last id of the page before. */
  list(config: Config, query: QuarantineQuery, ctx: Context): Promise<QuarantinedRow[]>;
  /** Takes rows away for good; ids that are not there are no error. Returns how many there were. */
  discard(config: Config, connectionId: string, ids: string[], ctx: Context): Promise<number>;
}

export interface Finished {
  /** Rows of the final table that carry this run's `extractedAtMs`, as the destination's own statements counted them. */
  rows: number;
  /**
   * Rows of this run (by `extractedAtMs`) that gave way to a newer row of the same key, in the run or in the table.
   * 0 unless deduped. Always: rows + superseded = the rows that this run's checkpoints count as written.
   */
  superseded: number;
  /** Rows that were marked or removed, because they are gone at the source. Absent: none. */
  deleted?: number;
  /** Rows of the history table that carry this run's `extractedAtMs`. Absent where no history is kept. */
  versions?: number;
  /**
   * What `measure` would find, counted by the same query in the transaction of `finish`, behind all its changes. For
   * tables whose first reader after the commit pays for what was changed. Absent: `measure` is called; always so where
   * the call found the stream finished.
   */
  measured?: Measured;
}

export interface Measured {
  rows: number;
  /** Of the history table. Absent where no history is kept. */
  versions?: number;
}

/**
 * Writes one feed. Used by one caller, sequentially: open → checkpoint → (write | delete)… → commit → … → close.
 * Every method throws FencedError once a newer writer has been opened.
 */
export interface Writer {
  /**
   * What this run continues from: `continueFrom(stored, plan)`. Where that is null, whatever an earlier run or
   * attempt had staged for this feed is discarded before the first write. The destination's word wins over the console's.
   */
  checkpoint(): Promise<Checkpoint | null>;

  /** Takes a batch; resolves when it may have the next one (back-pressure), not when it is durable. */
  write(stream: number, batch: Batch): Promise<WriteResult>;

  delete(stream: number, keys: unknown[][]): Promise<void>;

  /** Puts rows into the quarantine, with the next commit. Given where the destination has a quarantine. */
  quarantine?(stream: number, entries: QuarantineEntry[]): Promise<void>;

  /** Takes rows out of the quarantine with the next commit, because they were written now. Given with `quarantine`. */
  release?(ids: string[]): Promise<void>;

  /**
   * Resolves only when every row written before is durable and `checkpoint` is stored with them: in one transaction
   * where there are transactions. If it throws, either all of it was kept or nothing: `checkpoint()` of a new writer tells.
   */
  commit(checkpoint: Checkpoint): Promise<void>;

  /** Frees everything and drops what was not committed. Never commits, never throws. Safe at any time, twice too. */
  close(): Promise<void>;
}

export interface WriteResult {
  /** Rows taken, without the quarantined ones. */
  written: number;
  /** Values nulled or cut, with the reason in the row's `_airbyte_meta.changes`. */
  changed: number;
  quarantined: Quarantined[];
}

/** A row that cannot be written at all. */
export interface Quarantined {
  /** The row as `rowTexts` gives it; null where it is too large to be kept. */
  row: Record<string, string | null> | null;
  reason: string;
  field?: string;
}

/** What goes into the quarantine. */
export interface QuarantineEntry extends Quarantined {
  /** The checkpoint's position before the row, and how many rows of the stream came before it in this run. */
  position: Position | null;
  rowNumber: number;
}

/** What waits in the quarantine. Ids rise with time. */
export interface QuarantinedRow extends QuarantineEntry {
  id: string;
  stream: { namespace?: string; name: string };
  table: TableName;
  syncId: number;
  atMs: number;
}

/** Types a destination while it is written down; does nothing else. */
export function defineDestination<Config>(destination: Destination<Config>): Destination<Config> {
  return destination;
}
