import { describe, expect, it } from "vitest";
import { digestFormsOf, type DigestColumn, type DigestRequest } from "../digest";
import { isHigher, orderedForms } from "../digest-text/order";
import { BucketSums, RowDigest } from "../digest-text/rows";
import { digestText } from "../digest-text/text";
import type { Source } from "../source";
import { streamLabel, type Feed, type SelectedStream } from "../stream";
import type { LogicalType, Value } from "../values";

interface DigestSubject<Config> {
  source: Source<Config>;
  config(): Config;
  ctx(): Parameters<Source<Config>["check"]>[1];
  feeds(): Promise<Feed[]>;
  read(feed: Feed): Promise<Value[][]>;
}

/** What the source computes of its rows is what they come to when they are read. */
export function describeSourceDigest<Config>(subject: DigestSubject<Config>): void {
  const { source } = subject;
  if (!source.digest) return;
  const { digest } = source;
  const formsOf = (type: LogicalType) => digest.forms?.(type) ?? digestFormsOf(type);

  const requestOf = (stream: SelectedStream): DigestRequest => {
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
  };

  describe("digest", () => {
    it("sums up what the rows come to that it gives, in every bucket", async () => {
      for (const feed of await subject.feeds()) {
        const [stream] = feed.streams;
        if (!stream) continue;
        const request = requestOf(stream);
        const digested = digestOf(stream, request, await subject.read(feed));
        const buckets = await digest.buckets(subject.config(), stream, request, subject.ctx());
        expect([streamLabel(stream), ordered(buckets)]).toEqual([
          streamLabel(stream),
          ordered(digested.buckets),
        ]);
        const numbers = [...new Set(buckets.map(({ bucket }) => bucket))];
        const rows = await digest.rows(subject.config(), stream, request, numbers, subject.ctx());
        expect(ordered(rows)).toEqual(ordered(digested.rows));
        const none = await digest.rows(subject.config(), stream, request, [], subject.ctx());
        expect(none).toEqual([]);
      }
    });

    it("lets the rows of named keys be read alone", async () => {
      for (const feed of await subject.feeds()) {
        const [stream] = feed.streams;
        if (!stream || stream.primaryKey.length === 0) continue;
        const { key } = requestOf(stream);
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
  return digestText(type, form, value);
}

function digestOf(stream: SelectedStream, request: DigestRequest, rows: Value[][]) {
  const digester = new RowDigest(request, (name) => {
    const index = stream.fields.findIndex((field) => field.name === name);
    return { index, type: stream.fields[index]?.type ?? { kind: "string" } };
  });
  const sums = new BucketSums(isHigher);
  const digested = rows.map((row) => {
    const { bucket, row: entry } = digester.of(row);
    sums.add(bucket, entry);
    return entry;
  });
  return { buckets: sums.list(), rows: digested };
}

function ordered(items: unknown[]): string[] {
  return items.map((item) => JSON.stringify(Object.entries(item as object).sort())).sort();
}
