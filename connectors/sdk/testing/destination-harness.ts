import { randomUUID } from "node:crypto";
import type { Batch } from "../batch";
import type { Destination, Finished, Writer } from "../destination";
import type { FeedPlan, StreamPlan, TableName } from "../plan";
import type { Value } from "../values";
import { createTestContext, type TestContext } from "./context";
import { finishAndMeasure } from "./finish";
import { checkpointOf, planFeed, planStream, type PlanOptions } from "./plans";

/** A row as the destination's own client reads it back: every value as text, null where it is null. */
export type ReadRow = Record<string, string | null>;

export interface DestinationSubject<Config> {
  destination: Destination<Config>;
  /** A fresh place to write to. Called once per test. */
  setUp(ctx: TestContext): Promise<DestinationPlace<Config>>;
  /** What this destination is known not to do; each is stated in its README. */
  cannot?: {
    /** Keep bytes and infinities apart from text in what `readRows` gives. */
    exactValues?: boolean;
    /** Have types: whatever a row holds fits, as text. */
    types?: boolean;
    /** Keep the rows of all appending runs in one place that a later run may change and measure. */
    oneTable?: boolean;
    /** Take back rows that a checkpoint has made visible: it is a log, and readers have them. */
    takeBack?: boolean;
    /** Compare rows by their cursor: of each key the row counts that arrived last, and the others are not superseded. */
    cursorOrder?: boolean;
  };
}

export interface DestinationPlace<Config> {
  config: Config;
  /** Configurations that `check` must refuse, and a pattern for what the message must say. */
  refused: { config: Config; says: RegExp }[];
  /** All rows of a table, in any order, by another way than the destination's own code; null where there is no table. */
  readRows(table: TableName): Promise<ReadRow[] | null>;
  /** Runs a statement on a table by its name as SQL writes it; given where the destination keeps histories. */
  tamper?(table: TableName, statement: (name: string) => string): Promise<void>;
  /** Names of all tables or files, to see what is left behind. */
  listTables(): Promise<string[]>;
  tearDown(): Promise<void>;
}

/** One place, one connection, and the verbs the tests speak in. Fences rise by themselves. */
export class DestinationHarness<Config> {
  readonly connectionId = randomUUID();
  readonly cannot: NonNullable<DestinationSubject<Config>["cannot"]>;
  readonly destination: Destination<Config>;
  private fence = 0;

  private constructor(
    { destination, cannot = {} }: DestinationSubject<Config>,
    readonly place: DestinationPlace<Config>,
    readonly ctx: TestContext,
  ) {
    this.destination = destination;
    this.cannot = cannot;
  }

  static async start<Config>(subject: DestinationSubject<Config>): Promise<DestinationHarness<Config>> {
    const ctx = await createTestContext();
    return new DestinationHarness(subject, await subject.setUp(ctx), ctx);
  }

  async stop(): Promise<void> {
    await this.place.tearDown();
    await this.ctx.dispose();
  }

  plan(options: Partial<PlanOptions> = {}): StreamPlan {
    const namespace = this.destination.locations(this.place.config).namespace;
    return planStream({ connectionId: this.connectionId, name: "orders", namespace, ...options });
  }

  feed(stream: StreamPlan, fence = ++this.fence): FeedPlan {
    return planFeed(stream, fence);
  }

  open(feed: FeedPlan): Promise<Writer> {
    return this.destination.open(this.place.config, feed, this.ctx);
  }

  /** One undisturbed slice of rows and of keys that the source says are gone, in their order. */
  async loadEvents(
    stream: StreamPlan,
    events: (Value[] | { gone: Value[] })[],
    position: number,
    complete = true,
  ): Promise<void> {
    const feed = this.feed(stream);
    const writer = await this.open(feed);
    await writer.checkpoint();
    for (const event of events) {
      if (Array.isArray(event)) await writer.write(0, rowsBatch([event]));
      else await writer.delete(0, [event.gone]);
    }
    await writer.commit(checkpointOf(feed, position, events.filter(Array.isArray).length, complete));
    await writer.close();
  }

  /** Opens, writes, commits at `position` and closes: one undisturbed slice. */
  async load(stream: StreamPlan, rows: Value[][], position: number, complete = true): Promise<void> {
    const feed = this.feed(stream);
    const writer = await this.open(feed);
    await writer.checkpoint();
    await writer.write(0, rowsBatch(rows));
    await writer.commit(checkpointOf(feed, position, rows.length, complete));
    await writer.close();
  }

  /** Loads all and finishes. */
  async run(stream: StreamPlan, rows: Value[][]): Promise<Finished> {
    await this.load(stream, rows, stream.syncId);
    return this.finish(stream);
  }

  finish(stream: StreamPlan): Promise<Finished> {
    return finishAndMeasure(this.destination, this.place.config, stream, this.ctx);
  }

  async measure(stream: StreamPlan): Promise<number> {
    return (await this.destination.measure(this.place.config, stream, this.ctx)).rows;
  }

  /** The rows of the plan's table, sorted by id then version, with only the named columns. */
  async rows(
    stream: StreamPlan,
    columns = stream.columns.map((column) => column.name),
  ): Promise<(string | null)[][] | null> {
    return this.rowsOf(stream.table, columns);
  }

  async rowsOf(table: TableName, columns: string[]): Promise<(string | null)[][] | null> {
    const rows = await this.place.readRows(table);
    return rows && rows.map((row) => columns.map((column) => row[column] ?? null)).sort(compareRows);
  }
}

export function rowsBatch(rows: Value[][]): Batch {
  return { encoding: "rows", rows, bytes: rows.length * 50 };
}

function compareRows(left: (string | null)[], right: (string | null)[]): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
