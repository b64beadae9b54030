import type { S3Client } from "@/connectors/sdk/files/s3/client";
import { createUpload, putObject, uploadPart } from "@/connectors/sdk/files/s3/objects";
import { ParquetFooters } from "@/connectors/sdk/files/write/parquet/footer";
import type { StoredObject } from "./state";

/** Parts of one size: some servers want that, and all want at least 5 MB of every part but the last. */
export const partBytes = 8 * 1024 * 1024;

export interface BuilderOptions {
  client: S3Client;
  blank: StoredObject;
  /** Notes an upload durably before anything is put into it, so that it can be removed whatever happens. */
  noteUpload(uploadId: string): Promise<void>;
  /** The name of the next hidden object. */
  nextTail(): string;
}

/**
 * An object under way. Its bytes go into an upload part by part, and what is less than a part into a hidden object at each
 * checkpoint; nothing of it is visible before the run is finished.
 */
export class ObjectBuilder {
  private readonly object: StoredObject;
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  /** Bytes that end the object behind all that was appended. */
  private closingBytes = 0;
  /** All that was appended is in the parts and the tail. */
  private isSettled = true;
  private readonly footers: ParquetFooters | null;

  constructor(private readonly options: BuilderOptions) {
    this.object = { ...options.blank };
    this.footers = options.blank.format.format_type === "Parquet" ? new ParquetFooters() : null;
  }

  get bytes(): number {
    return this.object.bytes;
  }

  get rows(): number {
    return this.object.rows;
  }

  countRows(rows: number): void {
    this.object.rows += rows;
  }

  /** Keeps a copy, because the memory of a block is used again. */
  async append(data: Uint8Array): Promise<void> {
    this.waiting.push(data.slice());
    this.waitingBytes += data.length;
    this.object.bytes += data.length;
    this.isSettled = false;
    this.footers?.add(data);
    if (this.waitingBytes >= partBytes) await this.uploadParts();
  }

  /** Makes all that was appended durable, and gives the object as a checkpoint may vouch for it. */
  async settle(): Promise<StoredObject> {
    if (!this.isSettled) await this.putTail();
    const bytes = this.object.bytes + this.closingBytes;
    return { ...this.object, parts: [...this.object.parts], bytes };
  }

  /** Nothing follows: what waits is put away and its memory freed. */
  async seal(): Promise<void> {
    await this.settle();
    this.waiting = [];
    this.waitingBytes = 0;
  }

  private async uploadParts(): Promise<void> {
    const { client } = this.options;
    const { object } = this;
    const all = Buffer.concat(this.waiting);
    let from = 0;
    for (; all.length - from >= partBytes; from += partBytes) {
      if (object.uploadId === null) {
        const uploadId = await createUpload(client, object.key);
        await this.options.noteUpload(uploadId);
        object.uploadId = uploadId;
      }
      const place = { key: object.key, uploadId: object.uploadId, number: object.parts.length + 1 };
      object.parts.push(
        await uploadPart(client, place, new Uint8Array(all.subarray(from, from + partBytes))),
      );
    }
    this.waiting = [all.subarray(from)];
    this.waitingBytes = all.length - from;
    object.tail = null;
  }

  private async putTail(): Promise<void> {
    const closing = this.footers?.closing() ?? new Uint8Array(0);
    const waiting = Buffer.concat(this.waiting);
    const tail = new Uint8Array(Buffer.concat([waiting, closing]));
    const key = tail.length === 0 ? null : this.options.nextTail();
    if (key !== null) await putObject(this.options.client, key, tail);
    this.waiting = [waiting];
    this.object.tail = key;
    this.closingBytes = closing.length;
    this.isSettled = true;
  }
}
