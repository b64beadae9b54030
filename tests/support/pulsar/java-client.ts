import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import { classPathOf } from "./prepared-home";

export interface ReadOptions {
  /** Only the newest message of each key, as far as the topic is compacted. */
  isCompacted?: boolean;
  /** Avro unions as in Avro's JSON encoding: {"long.timestamp-micros": 1653473786000000}. */
  hasUnionTags?: boolean;
}

export interface WriteOptions {
  compression?: "NONE" | "LZ4" | "ZLIB" | "ZSTD" | "SNAPPY";
  isBatched?: boolean;
  /** Messages that are larger than the broker takes are sent in chunks. */
  isChunked?: boolean;
}

export interface MessageToWrite {
  /** null: a tombstone. */
  value: Uint8Array | string | null;
  key?: string;
  properties?: Record<string, string>;
  eventTimeMs?: number;
}

/** As Pulsar names types; `definition` is Avro's, also of JSON. */
export type SchemaToWrite =
  | { type: "AVRO" | "JSON"; definition: string }
  | { type: "KEY_VALUE"; key: SchemaToWrite; value: SchemaToWrite; encoding: "INLINE" | "SEPARATED" }
  | {
      type:
        | ("STRING" | "BYTES" | "BOOLEAN" | "INT8" | "INT16" | "INT32" | "INT64" | "FLOAT" | "DOUBLE")
        | ("DATE" | "TIME" | "TIMESTAMP" | "INSTANT" | "LOCAL_DATE" | "LOCAL_TIME" | "LOCAL_DATE_TIME");
    };

/** A value as `TypedValue.java` reads it; null: a tombstone. */
export interface TypedMessage {
  value: unknown;
  key?: string;
}

/** Who asks, and which topic. */
export interface Target {
  serviceUrl: string;
  token: string;
  topic: string;
}

const messageSchema = z.object({
  topic: z.string(),
  /** ledger:entry:partition, and :index within a batch. */
  id: z.string(),
  producer: z.string().nullable(),
  sequenceId: z.string().transform(BigInt),
  publishTimeMs: z.number(),
  eventTimeMs: z.number().nullable(),
  key: z.string().nullable(),
  properties: z.record(z.string(), z.string()),
  /** Counted from 0; null where the message has none. */
  schemaVersion: z.string().nullable(),
  /** As in "AVRO", "JSON", "BYTES"; null for an empty payload. */
  schemaType: z.string().nullable(),
  /** Decoded by the message's schema; base64 of the bytes without one; null for an empty payload. */
  value: z.json(),
});

/** A message as Pulsar's own Java client tells it. */
export type ReadMessage = z.output<typeof messageSchema>;

const answerSchema = z.union([
  z.object({ message: messageSchema }),
  z.object({ end: z.number() }),
  z.object({ error: z.string() }),
]);

/** Pulsar's own client, in one process that serves all requests of a test file, one after the other. */
export class JavaClient {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly answers: AsyncIterator<string>;
  private last: Promise<unknown> = Promise.resolve();

  /** It ends with the process that made it. */
  constructor(home: string) {
    const memory = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
    this.process = spawn("java", [...memory, "-cp", classPathOf(home), "JavaClient"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** All messages that the topic has, partitions one beside the other. */
  read(target: Target, options: ReadOptions = {}): Promise<ReadMessage[]> {
    return this.inTurn({ act: "read", ...target, ...options });
  }

  /** Without a schema, in order; resolves when all are stored. */
  async write(target: Target, messages: MessageToWrite[], options: WriteOptions = {}): Promise<void> {
    const { compression = "NONE", isBatched = true, isChunked = false } = options;
    const told = messages.map(({ value, ...more }) => ({
      ...more,
      value: value === null ? null : Buffer.from(value).toString("base64"),
    }));
    await this.inTurn({ act: "write", ...target, compression, isBatched, isChunked, messages: told });
  }

  /** With a schema, in order; resolves when all are stored. */
  async writeTyped(target: Target, schema: SchemaToWrite, messages: TypedMessage[]): Promise<void> {
    await this.inTurn({ act: "writeTyped", ...target, schema, messages });
  }

  private inTurn(request: object): Promise<ReadMessage[]> {
    const answer = this.last.catch(() => undefined).then(() => this.ask(request)); // whose error the other caller has
    this.last = answer;
    return answer;
  }

  private async ask(request: object): Promise<ReadMessage[]> {
    const messages: ReadMessage[] = [];
    this.process.stdin.write(`${JSON.stringify(request)}\n`);
    for (;;) {
      const { value, done } = await this.answers.next();
      if (done === true) throw new Error("The Java client ended before it had answered.");
      const answer = answerSchema.parse(JSON.parse(value));
      if ("error" in answer) throw new Error(`The Java client: ${answer.error}`);
      if ("end" in answer) return messages;
      messages.push(answer.message);
    }
  }
}
