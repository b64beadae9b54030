import { describe, expect, it } from "vitest";
import type { Context } from "../context";
import { digestFormsOf, type DigestColumn, type DigestRequest } from "../digest";
import { orderedForms } from "../digest-text/order";
import { digestText } from "../digest-text/text";
import type { Source } from "../source";
import { streamLabel, type Feed, type SelectedStream } from "../stream";
import type { Value } from "../values";
import { digestsOf, inOrder } from "./digests";

interface DigestSubject<Config> {
  source: Source<Config>;
  config(): Config;
  ctx(): Parameters<Source<Config>["check"]>[1];
  feeds(): Promise<Feed[]>;
  read(feed: Feed): Promise<Value[][]>;
}

/** What a source computes of the stream's rows, and what `rows` come to, both in the same order; null where it computes nothing. */
export async function digestBothWays<Config>(
  source: Source<Config>,
  config: Config,
  stream: SelectedStream,
  rows: Value[][],
  ctx: Context,
): Promise<{ computed: string[]; read: string[] } | null> {
  if (!source.digest) return null;
  const request = digestRequestOf(source, stream);
  const read = digestsOf(request, rows, (name) => stream.fields.findIndex((field) => field.name === name));
  const buckets = await source.digest.buckets(config, stream, request, ctx);
  const numbers = buckets.map(({ bucket }) => bucket);
  const computed = await source.digest.rows(config, stream, request, numbers, ctx);
  return {
    computed: [...inOrder(buckets), ...inOrder(computed)],
    read: [...inOrder(read.buckets), ...inOrder(read.rows)],
  };
}

/** All columns that have a form, in the best of the source's. */
function digestRequestOf<Config>(source: Source<Config>, stream: SelectedStream): DigestRequest {
  const formsOf = source.digest?.forms ?? digestFormsOf;
  const columns = stream.fields.flatMap(({ name, type }): DigestColumn[] => {
    const [form] = formsOf(type);
    return form ? [{ name, form }] : [];
  });
  const find = (wanted: string | undefined) => columns.find(({ name }) => name === wanted) ?? null;
  const cursor = find(stream.cursorFields[0]);
  return {
    columns,
    key: stream.primaryKey.flatMap(([name]) => find(name) ?? []),
    cursor: cursor && orderedForms.has(cursor.form) ? cursor : null,
    newestRunOnly: false,
  };
}

/** What the source computes of its rows is what they come to when they are read. */
export function describeSourceDigest<Config>(subject: DigestSubject<Config>): void {
  const { source } = subject;
  if (!source.digest) return;

  describe("digest", () => {
    it("is that of the rows that it gives, in every bucket", async () => {
      for (const feed of await subject.feeds()) {
        const [stream] = feed.streams;
        if (!stream) continue;
        const rows = await subject.read(feed);
        const both = await digestBothWays(source, subject.config(), stream, rows, subject.ctx());
        expect([streamLabel(stream), both?.computed]).toEqual([streamLabel(stream), both?.read]);
      }
    });

    it("lets the rows of named keys be read alone", async () => {
      for (const feed of await subject.feeds()) {
        const [stream] = feed.streams;
        if (!stream || stream.primaryKey.length === 0) continue;
        const { key } = digestRequestOf(source, stream);
        if (key.length !== stream.primaryKey.length) continue;
        const all = await subject.read(feed);
        const chosen = all.slice(0, 3);
        const keys = chosen.map((row) => key.map((column) => keyText(stream, column, row)));
        const only = { ...stream, mode: "full_refresh" as const, only: { columns: key, keys } };
        const rows = await subject.read({ id: feed.id, streams: [only] });
        expect(rows.map(String).sort()).toEqual(chosen.map(String).sort());
        const none = await subject.read({
          id: feed.id,
          streams: [{ ...only, only: { columns: key, keys: [] } }],
        });
        expect(none).toEqual([]);
      }
    });
  });
}

function keyText(stream: SelectedStream, { name, form }: DigestColumn, row: Value[]): string {
  const index = stream.fields.findIndex((field) => field.name === name);
  const [type, value] = [stream.fields[index]?.type, row[index] ?? null];
  if (!type || value === null) throw new Error(`The key ${name} of ${streamLabel(stream)} has no value.`);
  return digestText(form, value);
}
