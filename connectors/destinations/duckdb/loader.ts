import { randomFillSync } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import {
  metaColumns,
  metaDocument,
  rowDocument,
  type Batch,
  type Change,
  type StreamPlan,
  type TableName,
  type Value,
  type WriteResult,
} from "@/connectors/sdk";
import { Arena } from "./arena";
import type { Session } from "./client";
import { encodeColumn, encodeValues, malformed, repaired, type EncodedColumn, type Target } from "./encode";
import { Feed, windows, type Chunk, type Window } from "./feed";
import { isDuckJson } from "./json";
import { arrivalColumn, extractedAt, qualify, quote, quoteText } from "./layout";
import { duckTypeOf, type Slot } from "./values";
import { noTexts, putInt64, Validity, type Vector } from "./vector";

/** So much makes one statement; a larger one would only hold more memory. */
const rowsPerStatement = 16_384;
const bytesPerStatement = 4 * 1024 * 1024;

const rawIdSlot: Slot = { type: "UUID" };
const metaSlot: Slot = { type: "JSON" };
const metaColumn: EncodedColumn = { type: { kind: "string" }, slot: { type: "VARCHAR" } };
const dataColumn: EncodedColumn = { type: { kind: "json" }, slot: { type: "JSON" } };
const noMeta = noTexts();

/** By row of a window. */
type Changes = Map<number, Change[]>;

/** Turns the batches of one stream into rows of one table, within the transaction that is open. */
export class Loader {
  private readonly columns: (EncodedColumn & { name: string; field: string; index: number })[];
  /** That of the batches that wait, and that of the statement before, which may be running still. */
  private arena = new Arena();
  private otherArena = new Arena();
  private waiting: Chunk[] = [];
  private waitingRows = 0;
  private waitingChanges = false;

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

  get isFull(): boolean {
    return this.waitingRows >= rowsPerStatement || this.arena.bytesTaken >= bytesPerStatement;
  }

  /** Encodes a batch, so that the caller may use it again; in between it lets the statement that runs have its chunks. */
  async add(batch: Batch): Promise<WriteResult> {
    const count = batch.encoding === "rows" ? batch.rows.length : batch.count;
    let changed = 0;
    for (const { start, rows } of windows(count)) {
      const changes = sourceChanges(batch, start, rows);
      const payload = this.encode(batch, { start, rows }, changes);
      changed += this.enqueue(rows, payload, changes);
      if (start + rows < count) await setImmediate();
    }
    return { written: count, changed, quarantined: [] };
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
      const payload = this.encode({ encoding: "rows", rows, bytes: 0 }, { start, rows: count }, changes);
      this.enqueue(count, payload, changes, Validity.allNull());
    }
  }

  /**
   * Inserts all that waits. The promise settles when DuckDB is done; batches may be added meanwhile, but the next
   * call must wait for it.
   */
  async insert(): Promise<void> {
    const chunks = this.waiting;
    const sql = this.statement(this.waitingChanges);
    [this.arena, this.otherArena] = [this.otherArena, this.arena];
    this.arena.reset();
    this.waiting = [];
    this.waitingRows = 0;
    this.waitingChanges = false;
    if (chunks.length === 0) return;
    this.feed.offer(chunks);
    await this.session.run(sql);
    this.feed.offer([]);
  }

  private statement(hasChanges: boolean): string {
    const { plan } = this;
    const meta = `${quoteText(metaDocument(plan.syncId))}::JSON`;
    const values: [column: string, value: string][] = [
      [metaColumns.rawId, "c0::VARCHAR"],
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

  private encode(batch: Batch, window: Window, changes: Changes): Vector[] {
    const { start, rows } = window;
    switch (batch.encoding) {
      case "rows": {
        const part = batch.rows.slice(start, start + rows);
        if (this.plan.normalization === "raw") return [this.encodeDocuments(part, changes)];
        return this.columns.map((column) =>
          encodeValues(
            column,
            part.map((row) => row[column.index] ?? null),
            this.target(changes, column.field),
          ),
        );
      }
      case "columns":
        if (this.plan.normalization === "raw") break;
        return this.columns.map((column) => {
          const source = batch.columns[column.index];
          if (!source) throw new Error(`The batch has no column ${column.index}, "${column.field}".`);
          return encodeColumn(column, source, window, this.target(changes, column.field));
        });
      case "pg-copy-binary":
        break;
    }
    throw new Error(`DuckDB was given a batch as ${batch.encoding}, which it does not name for this stream.`);
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
    rawIdValidity: Uint8Array | null = null,
  ): number {
    const vectors = [this.rawIds(rows, rawIdValidity), this.metaVector(rows, changes)];
    if (this.plan.write === "deduped") vectors.push(this.arrivalVector(rows));
    this.waiting.push({ rows, vectors: [...vectors, ...payload] });
    this.waitingRows += rows;
    this.waitingChanges ||= changes.size > 0;
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
    if (changes.size === 0) return noMeta;
    const documents = Array.from({ length: rows }, (_, row) => {
      const list = changes.get(row);
      return list ? metaDocument(this.plan.syncId, list) : null;
    });
    return encodeValues(metaColumn, documents, this.target(changes, metaColumns.meta));
  }

  /** Version 4 UUIDs; version and variant stand where DuckDB's little-endian 128 bits have them. */
  private rawIds(rows: number, validity: Uint8Array | null): Vector {
    const bytes = randomFillSync(this.arena.takeBytes(rows * 16));
    for (let at = 0; at < bytes.length; at += 16) {
      bytes[at + 9] = ((bytes[at + 9] ?? 0) & 0x0f) | 0x40;
      bytes[at + 7] = ((bytes[at + 7] ?? 0) & 0x3f) | 0x80;
    }
    return { layout: "fixed", bytes, validity };
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

/** What the source had to change, by row of the window. */
function sourceChanges(batch: Batch, start: number, rows: number): Changes {
  const changes = new Map<number, Change[]>();
  if (batch.encoding !== "rows" || !batch.changes) return changes;
  for (const [row, list] of batch.changes)
    if (row >= start && row < start + rows) changes.set(row - start, [...list]);
  return changes;
}
