import type {
  Checkpoint,
  Feed,
  FeedPlan,
  FeedState,
  Finished,
  Json,
  KeptGeneration,
  LogLevel,
  QuarantinedRow,
  QuarantineQuery,
  Measured,
  Stream,
  StreamPlan,
  PreviewRequest,
  TableName,
  TablePreview,
} from "@/connectors/sdk";
import type { ConnectorCall, DestinationCall } from "@/lib/connectors/load";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import type { StreamShape } from "@/lib/normalization/shape/types";
import type { StreamComparison } from "@/lib/sync/compare/compare-stream";
import type { Mended } from "@/lib/sync/compare/mend-stream";
import type { PlannedFeed } from "@/lib/sync/feeds";
import type { StreamRead, SyncPlan } from "@/lib/sync/plan";
import type { PumpProgress } from "@/lib/sync/pump";
import type { SampleRequest, StreamSample } from "@/lib/sync/read-sample";

export type { ConnectorCall, DestinationCall, PlannedFeed };

/** The work that is done in a worker process, each with its input and its result. All of it may be repeated. */
export interface Tasks {
  checkSource: { input: { source: ConnectorCall }; result: null };
  checkDestination: { input: { destination: DestinationCall }; result: null };
  discover: {
    input: { source: ConnectorCall; filter?: { namespace?: string; name: string }[] };
    result: Stream[];
  };
  /** The first rows of one stream, as a run would shape them. Writes nothing. */
  sampleStream: { input: { source: ConnectorCall } & SampleRequest; result: StreamSample };
  /** The plan with every column in a place that holds its values; each that goes elsewhere is logged. */
  fitColumns: { input: { destination: DestinationCall } & SyncPlan; result: SyncPlan };
  /** Asks about all that the streams write, at once, and writes nothing. */
  authorizeWrites: { input: { destination: DestinationCall; streams: StreamPlan[] }; result: null };
  /** How the chosen streams are read, and in which encodings. */
  planFeeds: {
    input: {
      source: ConnectorCall;
      destination: DestinationCall;
      /** Only the first rows of each stream are wanted, so many. */
      sampleRows?: number;
    } & SyncPlan;
    result: PlannedFeed[];
  };
  /** Moves a feed on, until it is complete, `budgetMs` is over or a stop is asked for; always ends at a checkpoint. */
  moveSlice: {
    input: {
      source: ConnectorCall;
      destination: DestinationCall;
      feed: Feed;
      plan: FeedPlan;
      /** By the feed's streams; null where rows go on as they are. */
      shapes: (StreamShape | null)[];
      mapperSecrets: MapperSecrets;
      /** The slice fails once a stream has more quarantined rows than this in the run. */
      quarantineLimit: number;
      budgetMs: number;
      sampleRows?: number;
    };
    result: { complete: boolean; checkpoint: Checkpoint | null };
  };
  finish: { input: { destination: DestinationCall; plan: StreamPlan }; result: Finished };
  measure: { input: { destination: DestinationCall; plan: StreamPlan }; result: Measured };
  /** Compares what the source holds now with the destination's table. */
  compare: {
    input: CompareInput;
    result: StreamComparison | { reason: string };
  };
  /** Mends the rows that differ, and compares again. */
  repair: {
    input: CompareInput & { quarantineLimit: number; fence: number };
    result: Mended;
  };
  /** What a run would do to the tables of each plan, and from where; `states` is null where the destination keeps none. */
  explain: {
    input: { destination: DestinationCall; connectionId: string; plans: StreamPlan[] };
    result: { explained: { statements: string[]; warnings: string[] }[]; states: FeedState[] | null };
  };
  clear: { input: { destination: DestinationCall; plan: StreamPlan }; result: null };
  listStates: { input: { destination: DestinationCall; connectionId: string }; result: FeedState[] };
  replaceState: {
    input: {
      destination: DestinationCall;
      change: { connectionId: string; feedId: string; checkpoint: Checkpoint | null };
    };
    result: null;
  };
  /** The first rows of what the plan's stream was written to; null where there is nothing yet. */
  preview: { input: { destination: DestinationCall; request: PreviewRequest }; result: TablePreview | null };
  /** The former generations of the plan's table, newest first. */
  listGenerations: { input: { destination: DestinationCall; plan: StreamPlan }; result: KeptGeneration[] };
  /** Rolls a stream's tables back, its own first in `plans`. */
  rollBack: {
    input: { destination: DestinationCall; plans: [StreamPlan, ...StreamPlan[]]; generation: number };
    result: { tables: TableName[]; left: TableName[] };
  };
  /** Of each plan: whether rows of its stream wait in the quarantine. */
  findWaiting: { input: { destination: DestinationCall; plans: StreamPlan[] }; result: boolean[] };
  /** Writes what waits of one stream, until all of it was tried, `budgetMs` is over or a stop is asked for; as a slice. */
  replay: {
    input: { destination: DestinationCall; plan: StreamPlan; fence: number; budgetMs: number };
    result: { complete: boolean; checkpoint: Checkpoint | null };
  };
  listQuarantined: {
    input: { destination: DestinationCall; query: QuarantineQuery };
    result: QuarantinedRow[];
  };
  discardQuarantined: {
    input: { destination: DestinationCall; connectionId: string; ids: string[] };
    result: number;
  };
}

export interface CompareInput {
  source: ConnectorCall;
  destination: DestinationCall;
  read: StreamRead;
  /** The stream's own table: the first of its outputs. */
  plan: StreamPlan;
  mapperSecrets: MapperSecrets;
}

export type TaskName = keyof Tasks;
export type TaskInput<Name extends TaskName> = Tasks[Name]["input"];
export type TaskResult<Name extends TaskName> = Tasks[Name]["result"];

/** What a task tells while it works. */
export type TaskEvent =
  | { type: "log"; level: LogLevel; message: string; facts: Record<string, Json>; stream?: string }
  | { type: "progress"; progress: SliceProgress }
  | { type: "committed"; checkpoint: Checkpoint };

/** Where a slice stands. */
export type SliceProgress = PumpProgress;

export interface TaskOptions {
  /** Cancels: the connector is told, and killed when it does not listen. */
  signal?: AbortSignal;
  onEvent?(event: TaskEvent): void;
  /** Stores rotated secrets before the connector uses them. Without it a rotation is refused. */
  onRotate?(patch: Record<string, string>): Promise<void>;
  /** Interactive work (a check someone waits for) never queues behind syncs. */
  lane: "interactive" | "sync";
}

/**
 * Runs tasks in warm worker processes. Rejects with the connector's own error (classes of the SDK), with
 * WorkerLostError where the process died (spun, leaked, exited), or with the signal's reason.
 */
export interface WorkerPool {
  run<Name extends TaskName>(
    name: Name,
    input: TaskInput<Name>,
    options: TaskOptions,
  ): Promise<TaskResult<Name>>;
  /** Asks slices to stop at their next checkpoint, waits up to `graceMs`, then ends all workers. */
  stop(graceMs: number): Promise<void>;
  health(): { ok: boolean; workers: number; busy: number; queued: number };
}
