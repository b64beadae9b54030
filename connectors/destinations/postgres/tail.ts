import { type Change, fillRawIdTexts, metaDocument, rawIdTextBytes, type StreamPlan } from "@/connectors/sdk";
import { copyBytes } from "@/connectors/sdk/postgres/copy-bytes";
import { CopyBuffer } from "@/connectors/sdk/postgres/copy-buffer";
import { microsPerDay, daysTo2000 } from "@/connectors/sdk/postgres/datetime";
import { putInt64, putUtf8 } from "./encode-values";

/** Which of Sluice's own columns a table takes with each row, behind the row's content. */
export interface TailShape {
  /** Extracted at, meta and generation; a slim stage gets them in the end. */
  constants: boolean;
  /** For stages that are merged. */
  arrival: boolean;
  deleted: boolean;
}

const noChanges: Change[] = [];

/** Every row needs an id: many are made at once, as text. */
const freshIds = Buffer.alloc(512 * rawIdTextBytes);
const freshIdsView = new DataView(freshIds.buffer, freshIds.byteOffset, freshIds.byteLength);
let nextFreshId = freshIds.length;

/** Writes Sluice's own columns behind the content of each row of a stream; most of it is the same bytes every time. */
export class Tail {
  readonly fieldCount: number;
  /** While true, rows are written as deletions of their keys. */
  deleting = false;
  private readonly constants: Uint8Array;

  constructor(
    private readonly plan: StreamPlan,
    private readonly shape: TailShape,
    /** Counts the rows of the feed, over all its writers: the later of two rows has the higher number. */
    private readonly arrivals: { next: number },
  ) {
    this.fieldCount = 1 + (shape.constants ? 3 : 0) + (shape.arrival ? 1 : 0) + (shape.deleted ? 1 : 0);
    this.constants = shape.constants ? encodeConstants(plan, []) : new Uint8Array(0);
  }

  /** No more than this is written for a row without changes. */
  get maxBytes(): number {
    return 4 + rawIdTextBytes + this.constants.length + 12 + 5;
  }

  write(out: CopyBuffer, changes = noChanges): void {
    const constants =
      changes.length > 0 && this.shape.constants ? encodeConstants(this.plan, changes) : this.constants;
    out.ensure(this.maxBytes + constants.length);
    this.writeRawId(out);
    if (constants.length > 0) {
      out.bytes.set(constants, out.used);
      out.used += constants.length;
    }
    if (this.shape.arrival) this.writeArrival(out);
    if (this.shape.deleted) writeFlag(out, this.deleting);
  }

  /** The id goes as text, as Airbyte's tables have it. */
  private writeRawId(out: CopyBuffer): void {
    out.view.setInt32(out.used, rawIdTextBytes);
    writeFreshId(out.view, out.used + 4);
    out.used += 4 + rawIdTextBytes;
  }

  private writeArrival(out: CopyBuffer): void {
    out.view.setInt32(out.used, 8);
    out.used += 4;
    putInt64(out, this.arrivals.next++);
    out.used += 8;
  }
}

function writeFreshId(target: DataView, at: number): void {
  if (nextFreshId === freshIds.length) {
    fillRawIdTexts(freshIds);
    nextFreshId = 0;
  }
  copyBytes(freshIdsView, nextFreshId, nextFreshId + rawIdTextBytes, target, at);
  nextFreshId += rawIdTextBytes;
}

function writeFlag(out: CopyBuffer, flag: boolean): void {
  out.view.setInt32(out.used, 1);
  out.bytes[out.used + 4] = flag ? 1 : 0;
  out.used += 5;
}

function encodeConstants(plan: StreamPlan, changes: Change[]): Uint8Array {
  const out = new CopyBuffer(256);
  const start = out.used;
  out.ensure(24);
  out.view.setInt32(out.used, 8);
  out.view.setBigInt64(out.used + 4, BigInt(plan.extractedAtMs) * 1000n - BigInt(daysTo2000 * microsPerDay));
  out.used += 12;
  putUtf8(out, metaDocument(plan.syncId, changes), 1);
  out.ensure(12);
  out.view.setInt32(out.used, 8);
  out.used += 4;
  putInt64(out, plan.generation);
  out.used += 8;
  return out.bytes.slice(start, out.used);
}
