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
  type Value,
} from "@/connectors/sdk";
import { Arena } from "./arena";
import { encodeColumn } from "./columns";
import { encodeValues, malformed, repaired, type EncodedColumn, type Target } from "./encode";
import { windows, type Feed, type Window } from "./feed";
import { isDuckJson } from "./json";
import { encodeField, tupleWindows, wireTypesOf } from "./tuples";
import type { Slot } from "./values";
import { encodeRawIds, noTexts, putInt64, type Vector } from "./vector";

const rawIdSlot: Slot = { type: "VARCHAR" };
const metaSlot: Slot = { type: "JSON" };
const arrivalSlot: Slot = { type: "BIGINT" };
const metaColumn: EncodedColumn = { type: { kind: "string" }, slot: { type: "VARCHAR" } };
const dataColumn: EncodedColumn = { type: { kind: "json" }, slot: { type: "JSON" } };
const allNull = noTexts();

export interface EncodedPart {
  rows: number;
  bytes: number;
  /** Values that could not stay as they were. */
  changed: number;
}

/** By row of a window. */
type Changes = Map<number, Change[]>;

/** A column of the stream as it is encoded, and where it stands in every row. */
export type SourceColumn = EncodedColumn & { field: string; index: number };

/** The slots of a feed that takes what the encoder of such a plan gives it. */
export function slotsOf(plan: StreamPlan, columns: SourceColumn[], hasArrivals: boolean): Slot[] {
  const payload = plan.normalization === "raw" ? [dataColumn] : columns;
  return [rawIdSlot, metaSlot, ...(hasArrivals ? [arrivalSlot] : []), ...payload.map(({ slot }) => slot)];
}

/**
 * Turns the batches of one stream into chunks of a feed, whose columns are: a fresh raw id; the row's own `_airbyte_meta`,
 * null where it has none; the order of arrival, where there is one; then the stream's columns, or with raw
 * normalization the row as one JSON document.
 */
export class BatchEncoder {
  /** Some row so far has changes of its own. */
  hasChanges = false;
  /** That of the chunk in the making. */
  private arena = new Arena();

  /** `arrivals`: how many rows came before; null where their order is not kept. */
  constructor(
    private readonly plan: StreamPlan,
    private readonly columns: SourceColumn[],
    private readonly feed: Feed,
    private arrivals: number | null,
  ) {}

  /**
   * Encodes a batch part by part, so that the caller may use it again. Each part is in the feed when it is given, and
   * has at most `room()` rows.
   */
  *encode(batch: Batch, room = () => Infinity): Generator<EncodedPart> {
    if (batch.encoding === "pg-copy-binary") yield* this.encodeTuples(batch, room);
    else yield* this.encodeWindows(batch, room);
  }

  private *encodeWindows(batch: RowsBatch | ColumnsBatch, room: () => number) {
    const count = batch.encoding === "rows" ? batch.rows.length : batch.count;
    for (const window of windows(count, room)) {
      const { start, rows } = window;
      const changes = sourceChanges(batch, start, rows);
      const payload =
        batch.encoding === "rows"
          ? this.encodeRows(batch.rows.slice(start, start + rows), changes)
          : this.encodeColumns(batch.columns, window, changes);
      yield this.enqueue(rows, payload, changes);
    }
  }

  private *encodeTuples(batch: PgCopyBinaryBatch, room: () => number) {
    const wires = wireTypesOf(this.plan);
    if (!wires || this.plan.normalization === "raw") throw unexpected(batch);
    for (const window of tupleWindows(batch, wires.length, room)) {
      const changes: Changes = new Map();
      const payload = this.columns.map((column) => {
        const wire = wires[column.index];
        if (!wire) throw new Error(`The stream has no field ${column.index}, "${column.field}".`);
        return encodeField(column, wire, window.field(column.index), this.target(changes, column.field));
      });
      yield this.enqueue(window.rows, payload, changes);
    }
  }

  /** Rows without a raw id. */
  encodeMarks(rows: Value[][]): void {
    for (const { start, rows: count } of windows(rows.length)) {
      const changes: Changes = new Map();
      const payload = this.encodeRows(rows.slice(start, start + count), changes);
      this.enqueue(count, payload, changes, allNull);
    }
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

  private enqueue(
    rows: number,
    payload: Vector[],
    changes: Changes,
    rawIds = encodeRawIds(rows, this.arena),
  ): EncodedPart {
    const vectors = [rawIds, this.metaVector(rows, changes)];
    if (this.arrivals !== null) vectors.push(this.arrivalVector(rows, this.arrivals));
    if (this.arrivals !== null) this.arrivals += rows;
    vectors.push(...payload);
    this.hasChanges ||= changes.size > 0;
    const bytes = this.arena.bytesTaken;
    this.feed.add({ rows, vectors, hasChanges: this.hasChanges, arena: this.arena });
    this.arena = this.feed.takeArena();
    let changed = 0;
    for (const list of changes.values()) changed += list.length;
    return { rows, bytes, changed };
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

  private arrivalVector(rows: number, first: number): Vector {
    const words = this.arena.takeWords(rows * 2);
    for (let row = 0; row < rows; row++) putInt64(words, row * 2, first + row);
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    return { layout: "fixed", bytes, validity: null };
  }
}

function unexpected({ encoding }: { encoding: Batch["encoding"] }): Error {
  return new Error(`A batch came as ${encoding}, which was not named for this stream.`);
}

/** What the source had to change, by row of the window. */
function sourceChanges(batch: Batch, start: number, rows: number): Changes {
  const changes = new Map<number, Change[]>();
  if (batch.encoding !== "rows" || !batch.changes) return changes;
  for (const [row, list] of batch.changes)
    if (row >= start && row < start + rows) changes.set(row - start, [...list]);
  return changes;
}
