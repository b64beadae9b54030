import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import { classPathOf } from "./prepared-home";

export interface TopicRequest {
  serviceUrl: string;
  token: string;
  topic: string;
  isCompacted: boolean;
  hasUnionTags: boolean;
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

/** Pulsar's Java client in one process that serves all requests of a test file, one after the other. */
export class TopicReader {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly answers: AsyncIterator<string>;
  private last: Promise<unknown> = Promise.resolve();

  /** It ends with the process that made it, and does not keep that alive. */
  constructor(home: string) {
    const memory = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
    this.process = spawn("java", [...memory, "-cp", classPathOf(home), "TopicReader"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** All messages that the topic has, partitions one beside the other. */
  read(request: TopicRequest): Promise<ReadMessage[]> {
    const reading = this.last.catch(() => undefined).then(() => this.ask(request)); // whose error the other caller has
    this.last = reading;
    return reading;
  }

  private async ask(request: TopicRequest): Promise<ReadMessage[]> {
    const messages: ReadMessage[] = [];
    this.process.stdin.write(`${JSON.stringify(request)}\n`);
    for (;;) {
      const { value, done } = await this.answers.next();
      if (done === true) throw new Error("The Java reader ended before it had answered.");
      const answer = answerSchema.parse(JSON.parse(value));
      if ("message" in answer) messages.push(answer.message);
      else if ("error" in answer) throw new Error(`The Java reader on ${request.topic}: ${answer.error}`);
      else if (answer.end === messages.length) return messages;
      else throw new Error(`The Java reader read ${answer.end} messages and told ${messages.length}.`);
    }
  }
}
