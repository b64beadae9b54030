import type { Connection } from "mysql2";
import type { Duplex } from "node:stream";
import { ServerError } from "./errors";

/**
 * The part of a mysql2 connection that commands of our own stand on. Its parser makes an object of each row and a
 * string of each value; while one of ours runs, the bytes of the socket come here instead.
 */
export interface Wire {
  stream: Duplex;
  packetParser: { execute(chunk: Buffer): void };
  addCommand(command: RawCommand): void;
  /** Without a packet: lets the running command say whether it is done. */
  handlePacket(): void;
}

export function wireOf(connection: Connection): Wire {
  return connection as unknown as Wire;
}

const queryCommand = 0x03;

/** A statement whose answer is read from the socket's bytes. mysql2 calls `execute` and `onResult`. */
export abstract class RawCommand {
  private parser: Wire["packetParser"] | null = null;
  private isDone = false;
  protected wire: Wire | null = null;

  constructor(private readonly sql: string) {}

  /** What the socket gave. */
  protected abstract receive(chunk: Buffer): void;
  /** The connection broke, or the server answered with an error. */
  protected abstract fail(error: Error): void;

  onResult = (error: Error) => this.fail(error);

  execute(_packet: unknown, wire: Wire): boolean {
    if (this.isDone) return true;
    if (this.wire) return false;
    this.wire = wire;
    this.parser = wire.packetParser;
    wire.packetParser = { execute: (chunk) => this.receive(chunk) };
    wire.stream.write(queryPacket(this.sql));
    return false;
  }

  /** The answer is complete: mysql2 reads on. */
  protected finish(): void {
    if (this.isDone || !this.wire || !this.parser) return;
    this.isDone = true;
    this.wire.packetParser = this.parser;
    this.wire.handlePacket();
  }
}

/** The largest payload of one packet; what is longer goes in several. */
export const maxPayload = 0xff_ffff;

function queryPacket(sql: string): Buffer {
  const text = Buffer.from(sql, "utf8");
  const payload = Buffer.concat([Uint8Array.of(queryCommand), text]);
  if (payload.length >= maxPayload) throw new Error("A statement of 16 MB or more is not sent like this.");
  return packet(payload, 0);
}

export function packet(payload: Uint8Array, sequence: number): Buffer {
  const bytes = Buffer.allocUnsafe(4 + payload.length);
  bytes.writeUIntLE(payload.length, 0, 3);
  bytes[3] = sequence;
  bytes.set(payload, 4);
  return bytes;
}

/** `payload` begins with 0xff. */
export function readError(payload: Buffer): ServerError {
  const hasState = payload[3] === 0x23;
  return new ServerError(
    payload.toString("utf8", hasState ? 9 : 3),
    payload.readUInt16LE(1),
    hasState ? payload.toString("latin1", 4, 9) : "",
  );
}

export interface Done {
  affectedRows: number;
  warnings: number;
}

/** `payload` begins with 0x00. */
export function readDone(payload: Buffer): Done {
  const affected = readLength(payload, 1);
  const insertId = readLength(payload, affected.next);
  return { affectedRows: affected.length, warnings: payload.readUInt16LE(insertId.next + 2) };
}

/** A length as the protocol writes it; -1 for null. */
export function readLength(bytes: Buffer, at: number): { length: number; next: number } {
  const first = bytes[at] ?? 0;
  if (first < 0xfb) return { length: first, next: at + 1 };
  if (first === 0xfb) return { length: -1, next: at + 1 };
  if (first === 0xfc) return { length: bytes.readUInt16LE(at + 1), next: at + 3 };
  if (first === 0xfd) return { length: bytes.readUIntLE(at + 1, 3), next: at + 4 };
  return { length: Number(bytes.readBigUInt64LE(at + 1)), next: at + 9 };
}
