import type * as Api from "@duckdb/node-api";
import type * as Bindings from "@duckdb/node-bindings";
import { Arena } from "./arena";
import { minPrecision64, type Slot } from "./values";
import { maxInlineBytes, stringWords, vectorSize, type Vector } from "./vector";

/** Rows side by side: one vector for each slot of the feed. */
export interface Chunk {
  rows: number;
  vectors: Vector[];
  /** Where the vectors lie. */
  arena: Arena;
  /** It has to be read by a statement that looks at the rows' own changes. */
  hasChanges: boolean;
}

let feedCount = 0;

/** Arenas of chunks that were read, at most; one is about half a megabyte. */
const maxSpareArenas = 64;

/**
 * A table function through which a statement reads chunks that wait here: `INSERT … SELECT … FROM <name>()`. DuckDB
 * calls back on this thread for each chunk and waits meanwhile, so a callback does nothing but copy; its own work goes
 * on beside this thread. An appender would do all of that work on this thread.
 *
 * The columns are named c0, c1, … in the order of the slots.
 */
export class Feed {
  readonly name = `_sluice_feed_${++feedCount}`;
  rowsWaiting = 0;
  bytesWaiting = 0;
  private waiting: Chunk[] = [];
  private readonly spare: Arena[] = [];
  /** Whether the statement that runs looks at changes. */
  private takesChanges = false;
  /** How many chunks it may still have. */
  private chunksLeft = Infinity;
  private wakers: (() => void)[] = [];

  private constructor(private readonly bindings: typeof Bindings) {}

  static async register(connection: Api.DuckDBConnection, slots: Slot[]): Promise<Feed> {
    const api = await import(/* turbopackIgnore: true */ "@duckdb/node-api");
    const feed = new Feed((await import(/* turbopackIgnore: true */ "@duckdb/node-bindings")).default);
    const types = slots.map((slot) => vectorTypeOf(api, slot));
    const tableFunction = api.DuckDBTableFunction.create({
      name: feed.name,
      bindFunction: (info) => {
        types.forEach((type, index) => info.addResultColumn(`c${index}`, type));
        info.setCardinality(feed.rowsWaiting, false);
      },
      initFunction: () => undefined,
      mainFunction: (_info, { chunk }) => feed.fill(chunk),
    });
    connection.registerTableFunction(tableFunction);
    return feed;
  }

  /** Memory for the vectors of one chunk; it is used again once the chunk has been read. */
  takeArena(): Arena {
    return this.spare.pop() ?? new Arena();
  }

  add(chunk: Chunk): void {
    this.waiting.push(chunk);
    this.rowsWaiting += chunk.rows;
    this.bytesWaiting += chunk.arena.bytesTaken;
  }

  /**
   * What the next statement does. It reads until nothing waits when it asks for more, or only a chunk with changes
   * while it does not look at these; with `only` "what waits" nothing that is added from here on.
   */
  begin(takesChanges: boolean, only?: "what waits"): void {
    this.takesChanges = takesChanges;
    this.chunksLeft = only ? this.waiting.length : Infinity;
  }

  /** Resolves when a chunk has been read, or at `wake`. */
  whenTaken(): Promise<void> {
    return new Promise((resolve) => this.wakers.push(resolve));
  }

  wake(): void {
    for (const wake of this.wakers.splice(0)) wake();
  }

  /**
   * No statement reads it any more. DuckDB cannot forget a table function while the database is open, and this one holds
   * on to the feed: so the feed lets go of its memory, up to thirty megabytes.
   */
  close(): void {
    this.waiting = [];
    this.spare.length = 0;
    this.rowsWaiting = this.bytesWaiting = 0;
  }

  private fill(target: Bindings.DataChunk): void {
    const [chunk] = this.waiting;
    if (!chunk || this.chunksLeft === 0 || (chunk.hasChanges && !this.takesChanges))
      return this.bindings.data_chunk_set_size(target, 0);
    this.waiting.shift();
    this.chunksLeft--;
    this.rowsWaiting -= chunk.rows;
    this.bytesWaiting -= chunk.arena.bytesTaken;
    this.bindings.data_chunk_set_size(target, chunk.rows);
    for (let index = 0; index < chunk.vectors.length; index++) {
      const vector = chunk.vectors[index];
      if (vector) this.fillVector(target, index, chunk.rows, vector);
    }
    chunk.arena.reset();
    if (this.spare.length < maxSpareArenas) this.spare.push(chunk.arena);
    this.wake();
  }

  private fillVector(target: Bindings.DataChunk, index: number, rows: number, vector: Vector): void {
    const { bindings } = this;
    const into = bindings.data_chunk_get_vector(target, index);
    if (vector.layout === "fixed") copy(bindings, into, vector.bytes);
    else {
      if (vector.heap) moveHeap(bindings, into, rows, vector.entries, vector.heap);
      copy(bindings, into, vector.entries.subarray(0, rows * stringWords));
    }
    const { validity } = vector;
    if (!validity) return;
    bindings.vector_ensure_validity_writable(into);
    const bytes = Math.ceil(rows / 64) * 8;
    bindings.copy_data_to_vector_validity(
      into,
      0,
      validity.buffer as ArrayBuffer,
      validity.byteOffset,
      bytes,
    );
  }
}

function copy(bindings: typeof Bindings, into: Bindings.Vector, from: Uint8Array | Int32Array): void {
  bindings.copy_data_to_vector(into, 0, from.buffer as ArrayBuffer, from.byteOffset, from.byteLength);
}

/**
 * Gives the whole heap to DuckDB as the one string of the vector's first row, which copies it into memory that lives
 * as long as the vector, and points every long entry into that copy. One call for a vector instead of one for each
 * text: a third of the time. duckdb.h states the layout of duckdb_string_t; feed.test.ts holds DuckDB to it.
 */
function moveHeap(
  bindings: typeof Bindings,
  into: Bindings.Vector,
  rows: number,
  entries: Int32Array,
  heap: Uint8Array,
): void {
  bindings.vector_assign_string_element_len(into, 0, heap);
  const first = bindings.vector_get_data(into, 16);
  const [, , low = 0, high = 0] = new Uint32Array(first.buffer, first.byteOffset, stringWords);
  for (let word = 0; word < rows * stringWords; word += stringWords) {
    if ((entries[word] ?? 0) <= maxInlineBytes) continue;
    const address = low + (entries[word + 2] ?? 0);
    entries[word + 2] = address;
    entries[word + 3] = address > 0xffff_ffff ? high + 1 : high;
  }
}

function vectorTypeOf(api: typeof Api, slot: Slot): Api.DuckDBType {
  switch (slot.type) {
    case "DECIMAL":
      return api.DECIMAL(Math.max(slot.precision, minPrecision64), slot.scale);
    case "JSON":
      return api.DuckDBVarCharType.create("JSON");
    default:
      return api[slot.type];
  }
}

/** Some rows of a batch, no more than a vector holds. */
export interface Window {
  start: number;
  rows: number;
}

/** All of `count` rows, part by part, each with at most `room()` of them when it is asked for. */
export function* windows(count: number, room = () => Infinity): Generator<Window> {
  for (let start = 0; start < count;) {
    const rows = Math.min(vectorSize, count - start, room());
    yield { start, rows };
    start += rows;
  }
}
