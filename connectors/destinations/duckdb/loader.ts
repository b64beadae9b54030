import { setImmediate } from "node:timers/promises";
import {
  metaColumns,
  metaDocument,
  rowDocument,
  type Batch,
  type Change,
  type Column,
  type ColumnsBatch,
  type PgCopyBinaryBatch,
  type RowsBatch,
  type StreamPlan,
  type TableName,
  type Value,
  type WriteResult,
} from "@/connectors/sdk";
import { Arena } from "./arena";
import type { Session } from "./client";
import { encodeColumn } from "./columns";
import { encodeValues, malformed, repaired, type EncodedColumn, type Target } from "./encode";
import { Feed, windows, type Window } from "./feed";
import { isDuckJson } from "./json";
import { arrivalColumn, extractedAt, qualify, quote, quoteText } from "./layout";
import { duckTypeOf, type Slot } from "./values";
import { encodeField, tupleWindows, wireTypesOf } from "./tuples";
import { encodeRawIds, noTexts, putInt64, type Vector } from "./vector";

/** A statement is begun when so much waits for it; it then goes on as long as there is more. */
const rowsToBegin = 16_384;
const bytesToBegin = 4 * 1024 * 1024;
/**
 * DuckDB takes rows in a hurry until it has 122,880 of them, and then compresses these for a while. What comes in the
 * meantime should not have to wait, and what it then asks for should be there; more would cost memory.
 */
const maxBytesWaiting = 8 * 1024 * 1024;

const rawIdSlot: Slot = { type: "VARCHAR" };
const metaSlot: Slot = { type: "JSON" };
const metaColumn: EncodedColumn = { type: { kind: "string" }, slot: { type: "VARCHAR" } };
const dataColumn: EncodedColumn = { type: { kind: "json" }, slot: { type: "JSON" } };
const allNull = noTexts();

/** By row of a window. */
type Changes = Map<number, Change[]>;

/** Turns the batches of one stream into rows of one table, within the transaction that is open. */
export class Loader {
  private readonly columns: (EncodedColumn & { name: string; field: string; index: number })[];
  /** That of the chunk in the making. */
  private arena = new Arena();
  /** Some row so far has changes of its own. */
  private hasChanges = false;

  private constructor(
    private readonly session: Session,
    private readonly plan: StreamPlan,
    private readonly table: TableName,
    private readonly feed: Feed,
    private arrivals: number,
  ) {
    this.columns = encodedColumns(plan);
  }

  /** `arrivals`: how many rows the stage of a deduplicated stream has seen so far. */
  static async start(
    session: Session,
    plan: StreamPlan,
    table: TableName,
    arrivals: number,
  ): Promise<Loader> {
    const payload = plan.normalization === "raw" ? [dataColumn] : encodedColumns(plan);
    const arrival: Slot[] = plan.write === "deduped" ? [{ type: "BIGINT" }] : [];
    const slots = [rawIdSlot, metaSlot, ...arrival, ...payload.map((column) => column.slot)];
    return new Loader(session, plan, table, await Feed.register(session.connection, slots), arrivals);
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

  /** Resolves when the statement that runs has asked for rows, or at `wake`. */
  whenTaken(): Promise<void> {
    return this.feed.whenTaken();
  }

  wake(): void {
    this.feed.wake();
  }

  /** Encodes a batch, so that the caller may use it again; in between it lets the statement that runs have its chunks. */
  async add(batch: Batch): Promise<WriteResult> {
    const count = batch.encoding === "rows" ? batch.rows.length : batch.count;
    const changed =
      batch.encoding === "pg-copy-binary" ? await this.addTuples(batch) : await this.addWindows(batch, count);
    return { written: count, changed, quarantined: [] };
  }

  private async addWindows(batch: RowsBatch | ColumnsBatch, count: number): Promise<number> {
    let changed = 0;
    for (const window of windows(count)) {
      const { start, rows } = window;
      if (start > 0) await setImmediate();
      const changes = sourceChanges(batch, start, rows);
      const payload =
        batch.encoding === "rows"
          ? this.encodeRows(batch.rows.slice(start, start + rows), changes)
          : this.encodeColumns(batch.columns, window, changes);
      changed += this.enqueue(rows, payload, changes);
    }
    return changed;
  }

  private async addTuples(batch: PgCopyBinaryBatch): Promise<number> {
    const wires = wireTypesOf(this.plan);
    if (!wires || this.plan.normalization === "raw") throw unexpected(batch);
    let changed = 0;
    for (const window of tupleWindows(batch, wires.length)) {
      const changes: Changes = new Map();
      const payload = this.columns.map((column) => {
        const wire = wires[column.index];
        if (!wire) throw new Error(`The stream has no field ${column.index}, "${column.field}".`);
        return encodeField(column, wire, window.field(column.index), this.target(changes, column.field));
      });
      changed += this.enqueue(window.rows, payload, changes);
      await setImmediate();
    }
    return changed;
  }

  /** A row without a raw id says that the row of its key is gone; only the stage of a deduplicated stream has such. */
  addDeletions(keys: Value[][]): void {
    const rows = keys.map((key) => {
      const row: Value[] = this.columns.map(() => null);
      this.plan.key.forEach((name, part) => {
        const column = this.columns.find((candidate) => candidate.name === name);
        if (column) row[column.index] = key[part] ?? null;
      });
      return row;
    });
    for (const { start, rows: count } of windows(rows.length)) {
      const changes = new Map<number, Change[]>();
      const payload = this.encodeRows(rows.slice(start, start + count), changes);
      this.enqueue(count, payload, changes, allNull);
    }
  }

  /**
   * Inserts what waits, and what is added meanwhile, until DuckDB asks and nothing is there. The promise settles when
   * it is done; only then may the next call come.
   */
  async insert(): Promise<void> {
    if (!this.hasWaiting) return;
    this.feed.begin(this.hasChanges);
    await this.session.run(this.statement(this.hasChanges));
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
    const names =
      plan.normalization === "raw" ? [metaColumns.data] : this.columns.map((column) => column.name);
    for (const name of names) values.push([name, `c${slot++}`]);
    const columns = values.map(([column]) => quote(column)).join(", ");
    const expressions = values.map(([, value]) => value).join(", ");
    return `INSERT INTO ${qualify(this.session, this.table)} (${columns}) SELECT ${expressions} FROM ${this.feed.name}()`;
  }

  private encodeRows(rows: Value[][], changes: Changes): Vector[] {
    if (this.plan.normalization === "raw") return [this.encodeDocuments(rows, changes)];
    return this.columns.map((column) =>
      encodeValues(
        column,
        rows.map((row) => row[column.index] ?? null),
        this.target(changes, column.field),
      ),
    );
  }

  private encodeColumns(columns: Column[], window: Window, changes: Changes): Vector[] {
    if (this.plan.normalization === "raw") throw unexpected({ encoding: "columns" });
    return this.columns.map((column) => {
      const source = columns[column.index];
      if (!source) throw new Error(`The batch has no column ${column.index}, "${column.field}".`);
      return encodeColumn(column, source, window, this.target(changes, column.field));
    });
  }

  private encodeDocuments(rows: Value[][], changes: Changes): Vector {
    const documents = rows.map((row, index) => {
      const clean = [...row];
      for (const { field, index: at, slot } of this.columns) {
        const value = row[at];
        if (typeof value !== "string") continue;
        if (slot.type === "JSON" && !isDuckJson(value)) {
          clean[at] = null;
          this.target(changes, field).report(index, malformed);
        } else if (!value.isWellFormed()) {
          clean[at] = value.toWellFormed();
          this.target(changes, field).report(index, repaired);
        }
      }
      return rowDocument(this.plan.stream.fields, clean);
    });
    return encodeValues(dataColumn, documents, this.target(changes, metaColumns.data));
  }

  /** Gives the number of changes. */
  private enqueue(
    rows: number,
    payload: Vector[],
    changes: Changes,
    rawIds = encodeRawIds(rows, this.arena),
  ): number {
    const vectors = [rawIds, this.metaVector(rows, changes)];
    if (this.plan.write === "deduped") vectors.push(this.arrivalVector(rows));
    vectors.push(...payload);
    this.hasChanges ||= changes.size > 0;
    this.feed.add({ rows, vectors, hasChanges: this.hasChanges, arena: this.arena });
    this.arena = this.feed.takeArena();
    let count = 0;
    for (const list of changes.values()) count += list.length;
    return count;
  }

  private target(changes: Changes, field: string): Target {
    const report: Target["report"] = (row, { change, reason }) => {
      const list = changes.get(row) ?? [];
      list.push({ field, change, reason });
      changes.set(row, list);
    };
    return { arena: this.arena, report };
  }

  private metaVector(rows: number, changes: Changes): Vector {
    if (changes.size === 0) return allNull;
    const documents = Array.from({ length: rows }, (_, row) => {
      const list = changes.get(row);
      return list ? metaDocument(this.plan.syncId, list) : null;
    });
    return encodeValues(metaColumn, documents, this.target(changes, metaColumns.meta));
  }

  private arrivalVector(rows: number): Vector {
    const words = this.arena.takeWords(rows * 2);
    for (let row = 0; row < rows; row++) putInt64(words, row * 2, this.arrivals++);
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    return { layout: "fixed", bytes, validity: null };
  }
}

function encodedColumns(plan: StreamPlan) {
  return plan.columns.map(({ name, field, index, type }) => ({
    name,
    field,
    index,
    type,
    slot: duckTypeOf(type).slot,
  }));
}

function unexpected({ encoding }: { encoding: Batch["encoding"] }): Error {
  return new Error(`DuckDB was given a batch as ${encoding}, which it does not name for this stream.`);
}

/** What the source had to change, by row of the window. */
function sourceChanges(batch: Batch, start: number, rows: number): Changes {
  const changes = new Map<number, Change[]>();
  if (batch.encoding !== "rows" || !batch.changes) return changes;
  for (const [row, list] of batch.changes)
    if (row >= start && row < start + rows) changes.set(row - start, [...list]);
  return changes;
}
