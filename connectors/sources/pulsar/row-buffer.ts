import {
  type Change,
  estimateRowBytes,
  type Field,
  type ReadEvent,
  type SelectedStream,
  type Value,
} from "@/connectors/sdk";
import type { IncomingMessage } from "@/connectors/sdk/pulsar/types";
import type { Decoded } from "./decoders";
import { isMetadataColumn, keyColumn, metadataReader } from "./metadata";

/** Rows of one stream on their way, and the keys that are gone. */
export class RowBuffer {
  /** The fields that are in the message itself; values are decoded in this order. */
  readonly payloadFields: Field[];
  bytes = 0;
  private rows: Value[][] = [];
  private changes = new Map<number, Change[]>();
  private readonly gone = new Set<string>();
  private readonly columns: ((message: IncomingMessage, topic: string, values: Value[]) => Value)[];
  private readonly deletes: boolean;

  constructor(stream: SelectedStream, tombstones: "row" | "delete") {
    this.payloadFields = stream.fields.filter(({ name }) => !isMetadataColumn(name));
    this.columns = stream.fields.map(({ name }) => {
      if (isMetadataColumn(name)) return metadataReader(name);
      const index = this.payloadFields.findIndex((field) => field.name === name);
      return (_message, _topic, values) => values[index] ?? null;
    });
    const isByMessageKey = stream.key.length === 1 && stream.key[0]?.join() === keyColumn;
    this.deletes = tombstones === "delete" && isByMessageKey;
  }

  get isEmpty(): boolean {
    return this.rows.length === 0 && this.gone.size === 0;
  }

  /** Whether the message says that the row of its key is gone. */
  isDelete({ key, value, fault }: IncomingMessage): boolean {
    return this.deletes && key !== null && value === null && fault === undefined;
  }

  /** Rows of different keys may change places with what is gone; of the same key not: then what is here goes first. */
  mustGoBefore({ key }: IncomingMessage): boolean {
    return key !== null && this.gone.has(key);
  }

  delete(key: string): void {
    this.gone.add(key);
    this.bytes += key.length;
  }

  add(message: IncomingMessage, topic: string, { values, changes }: Decoded): void {
    const row = this.columns.map((column) => column(message, topic, values));
    if (changes.length > 0) this.changes.set(this.rows.length, changes);
    this.rows.push(row);
    this.bytes += estimateRowBytes(row);
  }

  /** All of it, rows before keys; the buffer is then empty. */
  *take(): Generator<ReadEvent> {
    const { rows, changes } = this;
    const keys = [...this.gone].map((key) => [key]);
    const bytes = this.bytes;
    this.rows = [];
    this.changes = new Map();
    this.gone.clear();
    this.bytes = 0;
    if (rows.length > 0)
      yield {
        type: "batch",
        stream: 0,
        batch: { encoding: "rows", rows, bytes, ...(changes.size === 0 ? {} : { changes }) },
      };
    if (keys.length > 0) yield { type: "deleted", stream: 0, keys };
  }
}
