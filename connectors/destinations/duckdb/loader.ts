import { setImmediate } from "node:timers/promises";
import {
  metaColumns,
  metaDocument,
  rowCount,
  type Batch,
  type StreamPlan,
  type TableName,
  type Value,
  type WriteResult,
} from "@/connectors/sdk";
import { BatchEncoder, slotsOf, type SourceColumn } from "@/connectors/sdk/duckdb/batch-encoder";
import type { Session } from "@/connectors/sdk/duckdb/client";
import { Feed } from "@/connectors/sdk/duckdb/feed";
import { quote, quoteText } from "@/connectors/sdk/duckdb/names";
import { duckTypeOf } from "@/connectors/sdk/duckdb/values";
import { arrivalColumn, extractedAt, qualify } from "./layout";

/** A statement is begun when so much waits for it; it then goes on as long as there is more. */
const rowsToBegin = 16_384;
const bytesToBegin = 4 * 1024 * 1024;
/**
 * DuckDB takes rows in a hurry until it has 122,880 of them, and then compresses these for a while. What comes in the
 * meantime should not have to wait, and what it then asks for should be there; more would cost memory.
 */
const maxBytesWaiting = 8 * 1024 * 1024;
/**
 * Once so much waits, no more is encoded until it is down to this: a row group is taken in a hurry, and each batch
 * encoded between two of its chunks would make DuckDB wait.
 */
const bytesToGoOn = maxBytesWaiting / 4;

/** Turns the batches of one stream into rows of one table, within the transaction that is open. */
export class Loader {
  private isInserting = false;

  private constructor(
    private readonly session: Session,
    private readonly plan: StreamPlan,
    private readonly table: TableName,
    private readonly feed: Feed,
    private readonly encoder: BatchEncoder,
  ) {}

  /** `arrivals`: how many rows the stage of a deduplicated stream has seen so far. */
  static async start(
    session: Session,
    plan: StreamPlan,
    table: TableName,
    arrivals: number,
  ): Promise<Loader> {
    const hasArrivals = plan.write === "deduped";
    const columns = columnsOf(plan);
    const feed = await Feed.register(session.connection, slotsOf(plan, columns, hasArrivals));
    const encoder = new BatchEncoder(plan, columns, feed, hasArrivals ? arrivals : null);
    return new Loader(session, plan, table, feed, encoder);
  }

  /** Rows wait that no statement has asked for. */
  get hasWaiting(): boolean {
    return this.feed.rowsWaiting > 0;
  }

  /** So many that a statement is worth its while. */
  get isReady(): boolean {
    return this.feed.rowsWaiting >= rowsToBegin || this.feed.bytesWaiting >= bytesToBegin;
  }

  /** So many that no more should be added. */
  get isFull(): boolean {
    return this.feed.bytesWaiting >= maxBytesWaiting;
  }

  /** Resolves when the statement that runs has taken most of what waited, or at `wake` once it is done. */
  async whenTaken(): Promise<void> {
    do await this.feed.whenTaken();
    while (this.isInserting && this.feed.bytesWaiting > bytesToGoOn);
  }

  wake(): void {
    this.feed.wake();
  }

  /** Encodes a batch, so that the caller may use it again; in between it lets the statement that runs have its chunks. */
  async add(batch: Batch): Promise<WriteResult> {
    const result: WriteResult = { written: rowCount(batch), changed: 0, quarantined: [] };
    for (const { changed } of this.encoder.encode(batch)) {
      result.changed += changed;
      await setImmediate();
    }
    return result;
  }

  /** A row without a raw id says that the row of its key is gone; only the stage of a deduplicated stream has such. */
  addDeletions(keys: Value[][]): void {
    const rows = keys.map((key) => {
      const row: Value[] = this.plan.columns.map(() => null);
      this.plan.key.forEach((name, part) => {
        const column = this.plan.columns.find((candidate) => candidate.name === name);
        if (column) row[column.index] = key[part] ?? null;
      });
      return row;
    });
    this.encoder.encodeMarks(rows);
  }

  /**
   * Inserts what waits, and what is added meanwhile, until DuckDB asks and nothing is there. The promise settles when
   * it is done; only then may the next call come.
   */
  async insert(): Promise<void> {
    if (!this.hasWaiting) return;
    const { hasChanges } = this.encoder;
    this.feed.begin(hasChanges);
    this.isInserting = true;
    try {
      await this.session.run(this.statement(hasChanges));
    } finally {
      this.isInserting = false;
    }
  }

  /** When no statement runs any more. */
  close(): void {
    this.feed.close();
  }

  private statement(hasChanges: boolean): string {
    const { plan } = this;
    const meta = `${quoteText(metaDocument(plan.syncId))}::JSON`;
    const values: [column: string, value: string][] = [
      [metaColumns.rawId, "c0"],
      [metaColumns.extractedAt, extractedAt(plan)],
      [metaColumns.meta, hasChanges ? `coalesce(c1, ${meta})` : meta],
      [metaColumns.generationId, `${plan.generation}`],
    ];
    let slot = 2;
    if (plan.write === "deduped") values.push([arrivalColumn, `c${slot++}`]);
    const names = plan.normalization === "raw" ? [metaColumns.data] : plan.columns.map(({ name }) => name);
    for (const name of names) values.push([name, `c${slot++}`]);
    const columns = values.map(([column]) => quote(column)).join(", ");
    const expressions = values.map(([, value]) => value).join(", ");
    return `INSERT INTO ${qualify(this.session, this.table)} (${columns}) SELECT ${expressions} FROM ${this.feed.name}()`;
  }
}

function columnsOf(plan: StreamPlan): SourceColumn[] {
  return plan.columns.map(({ field, index, type }) => ({ field, index, type, slot: duckTypeOf(type).slot }));
}
