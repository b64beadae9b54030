import { mkdir, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  RestartFeedError,
  TransientError,
  type Change,
  type Feed,
  type Position,
  type ReadEvent,
  type SelectedStream,
} from "@/connectors/sdk";
import { readFileSet } from "@/connectors/sdk/files/set/read";
import { createLocalStorage } from "@/connectors/sdk/files/set/local-storage";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { findTarget } from "./location";
import { fileSetOf } from "./set";
import { fileSource } from "./index";

let ctx: TestContext;
beforeEach(async () => {
  ctx = await createTestContext();
});
afterEach(() => ctx.dispose());

const oneFile = "in/a.csv";
const allFiles = "in/*.csv";
const modes = ["full_refresh", "incremental"] as const;

it.each([
  [{ storage: "local" }, true],
  [{ storage: "S3" }, true],
  [{ storage: "HTTPS" }, undefined],
])("feeds of %j are repeatable: %s", async (provider, isRepeatable) => {
  const config = fileSource.spec.parse({ dataset_name: "orders", url: "s3.example.com/a.csv", provider });
  const stream = { name: "orders", fields: [], primaryKey: [] } as unknown as SelectedStream;
  const feeds = await fileSource.feeds?.(config, [stream], ctx);
  expect(feeds?.map((feed) => feed.isRepeatable)).toEqual([isRepeatable]);
});

describe("one file", () => {
  it("is named before its first row, so that another one in its place is not taken for it", async () => {
    await put("in/a.csv", "id\n1\n2\n", 1000);
    const feed = await feedOf(oneFile, "full_refresh");
    const named = await firstPosition(oneFile, feed);
    await put("in/a.csv", "id\n3\n4\n", 2000);
    await expect(read(oneFile, feed, named)).rejects.toBeInstanceOf(RestartFeedError);
  });

  it("is another one where it has the same size, and the same time by whoever set that", async () => {
    await put("in/a.csv", "id\n1\n", 1000);
    const feed = await feedOf(oneFile, "full_refresh");
    const named = await firstPosition(oneFile, feed);
    await put("in/a.csv", "id\n2\n", 1000);
    await expect(read(oneFile, feed, named)).rejects.toBeInstanceOf(RestartFeedError);
  });

  it("begins anew where it is read in another way since", async () => {
    await put("in/a.csv", "id;name\n1;x\n", 1000);
    const feed = await feedOf(oneFile, "full_refresh", '{"sep": ";"}');
    const named = await firstPosition(oneFile, feed, '{"sep": ";"}');
    const later = read(oneFile, feed, named, '{"sep": ";", "nrows": 0}');
    await expect(later).rejects.toThrow(/settings/);
    expect((await read(oneFile, feed, named, '{"sep": ";"}')).ids).toEqual([1]);
  });

  it("goes on from a position of an earlier version, and names what it reads first", async () => {
    await put("in/a.csv", longCsv(0, 40_000), 1000);
    const feed = await feedOf(oneFile, "full_refresh");
    const whole = await read(oneFile, feed, null);
    const within = whole.checkpoints.find(({ rowsBefore }) => rowsBefore > 0);
    const { reads: _, file: known, ...others } = within?.position as { reads: string; file: object };
    const { statusChangedMs: __, ...version } = known as { statusChangedMs: number };
    const rest = await read(oneFile, feed, { ...others, file: version } as Position);
    expect(rest.ids).toEqual(whole.ids.slice(within?.rowsBefore));
    expect(rest.checkpoints[0]).toEqual({ position: within?.position, rowsBefore: 0 });
  });

  it("says the same of bytes that are no text, wherever reading began", async () => {
    const rows = Array.from(
      { length: 30_000 },
      (_, id) => `${id},${"x".repeat(id % 100)}${id % 7 ? "" : "\uFFFD"}\n`,
    );
    const bytes = Buffer.from(`id,text\n${rows.join("")}`);
    const bad = [300, 400_000, 700_000, 1_200_000];
    for (const at of bad) bytes[bytes.indexOf("xx", at)] = 0xe9;
    await put("in/a.csv", bytes, 1000);
    const feed = await feedOf(oneFile, "full_refresh", '{"encoding_errors": "replace"}');
    const whole = await read(oneFile, feed, null, '{"encoding_errors": "replace"}');
    expect(whole.checkpoints.length).toBeGreaterThan(3);
    expect(whole.changes.size).toBeGreaterThan(bad.length);
    for (const { position, rowsBefore } of whole.checkpoints.slice(0, -1)) {
      const rest = await read(oneFile, feed, position, '{"encoding_errors": "replace"}');
      expect(rest.ids).toEqual(whole.ids.slice(rowsBefore));
      const expected = [...whole.changes].filter(([row]) => row >= rowsBefore);
      expect([...rest.changes].map(([row, changes]) => [row + rowsBefore, changes])).toEqual(expected);
    }
  });
});

describe("files of a glob", () => {
  it.each(
    modes.flatMap((mode) => [
      ["an older one came", mode, () => put("in/0.csv", "id\n9\n", 500), [9, 1, 2, 3]] as const,
      ["one in between came", mode, () => put("in/0.csv", "id\n9\n", 1500), [1, 9, 2, 3]] as const,
      ["one was changed", mode, () => put("in/b.csv", "id\n8\n", 2000), [1, 8, 3]] as const,
      ["one went", mode, () => rm(file("in/b.csv")), [1, 3]] as const,
      ["the first went", mode, () => rm(file("in/a.csv")), [2, 3]] as const,
    ]),
  )(
    "where %s since (%s): others are named before the first row, and all of them come",
    async (_, mode, change, ids) => {
      await putThree();
      const feed = await feedOf(allFiles, mode);
      const named = await firstPosition(allFiles, feed);
      await change();
      const { checkpoints, ids: found } = await read(allFiles, feed, named);
      expect(found).toEqual(ids);
      expect(checkpoints[0]?.rowsBefore).toBe(0);
      expect(checkpoints[0]?.position).not.toEqual(named);
    },
  );

  it.each(modes)("that come behind the others change nothing before them (%s)", async (mode) => {
    await putThree();
    const feed = await feedOf(allFiles, mode);
    const named = await firstPosition(allFiles, feed);
    await put("in/0.csv", "id\n9\n", 4000);
    const { checkpoints, ids } = await read(allFiles, feed, named);
    expect(ids).toEqual([1, 2, 3, 9]);
    expect(checkpoints.map(({ rowsBefore }) => rowsBefore)).toEqual([3, 4]);
  });

  it("are gone on with within one, and what stood behind it is named again where it has changed", async () => {
    await put("in/a.csv", longCsv(0, 40_000), 1000);
    await put("in/b.csv", "id,text\n-1,x\n", 2000);
    const feed = await feedOf(allFiles, "incremental");
    const whole = await read(allFiles, feed, null);
    const within = whole.checkpoints.find(({ rowsBefore }) => rowsBefore > 0);
    const position = within?.position ?? null;
    const same = await read(allFiles, feed, position);
    expect(same.ids).toEqual(whole.ids.slice(within?.rowsBefore));
    expect(same.checkpoints[0]?.rowsBefore).toBeGreaterThan(0);
    await put("in/0.csv", "id,text\n-2,x\n", 500);
    const other = await read(allFiles, feed, position);
    expect(other.ids).toEqual([...whole.ids.slice(within?.rowsBefore, -1), -2, -1]);
    expect(other.checkpoints[0]?.rowsBefore).toBe(0);
  });

  it.each(modes)("that are read in another way since begin anew or come as a whole (%s)", async (mode) => {
    await put("in/a.csv", longCsv(0, 40_000), 1000);
    const feed = await feedOf(allFiles, mode);
    const { checkpoints } = await read(allFiles, feed, null);
    const position = checkpoints.find(({ rowsBefore }) => rowsBefore > 0)?.position ?? null;
    const later = read(allFiles, feed, position, '{"nrows": 39000}');
    if (mode === "full_refresh") return expect(later).rejects.toBeInstanceOf(RestartFeedError);
    expect((await later).checkpoints[0]?.rowsBefore).toBe(0);
    expect((await later).ids).toHaveLength(39_000);
  });

  it("go on from a position of an earlier version, and are named first", async () => {
    await putThree();
    const feed = await feedOf(allFiles, "incremental");
    const { last } = await read(allFiles, feed, null);
    await put("in/d.csv", "id\n4\n", 4000);
    const { history } = last as { history: object };
    const { ids, checkpoints } = await read(allFiles, feed, { history, open: null } as Position);
    expect([ids, checkpoints[0]?.rowsBefore]).toEqual([[4], 0]);
  });

  it("have a checkpoint in front of 256 small ones, and of none that is one of them", async () => {
    for (let index = 0; index < 300; index++) await put(`in/${index}.csv`, `id\n${index}\n`, 1000 + index);
    const { checkpoints } = await read(allFiles, await feedOf(allFiles, "incremental"), null);
    expect(checkpoints.map(({ rowsBefore }) => rowsBefore)).toEqual([0, 256, 300]);
  });

  it("that vanish between listing and opening are left out only where no row of theirs can have been given", async () => {
    await putThree();
    const feed = await feedOf(allFiles, "incremental");
    const named = await firstPosition(allFiles, feed);
    await expect(collect(await vanishing("in/b.csv", feed, named))).rejects.toBeInstanceOf(TransientError);
    await putThree();
    const { ids, checkpoints } = await collect(await vanishing("in/b.csv", feed, null));
    expect(ids).toEqual([1, 3]);
    expect(checkpoints.map(({ rowsBefore }) => rowsBefore)).toEqual([0, 1, 2]);
  });
});

/** Reads a set of which one file goes when it has been listed. */
async function vanishing(name: string, feed: Feed, position: Position): Promise<AsyncIterable<ReadEvent>> {
  const config = configOf(allFiles);
  const target = await findTarget(config, ctx);
  if (target.kind !== "many") throw new Error("This is no glob.");
  const local = createLocalStorage();
  const list: typeof local.list = async function* (filter, own) {
    yield* local.list(filter, own);
    await rm(file(name));
  };
  return readFileSet(fileSetOf(config, { ...target, storage: { ...local, list } }), feed, position, ctx);
}

async function putThree(): Promise<void> {
  await put("in/a.csv", "id\n1\n", 1000);
  await put("in/b.csv", "id\n2\n", 2000);
  await put("in/c.csv", "id\n3\n", 3000);
}

function configOf(url: string, options = "{}") {
  return fileSource.spec.parse({
    dataset_name: "orders",
    url,
    provider: { storage: "local" },
    reader_options: options,
  });
}

async function feedOf(url: string, mode: SelectedStream["mode"], options?: string): Promise<Feed> {
  const [stream] = await fileSource.discover(configOf(url, options), ctx);
  if (!stream) throw new Error("There is no stream.");
  const [feed] = (await fileSource.feeds?.(configOf(url), [{ ...stream, mode, key: [] }], ctx)) ?? [];
  if (!feed) throw new Error("There is no feed.");
  return feed;
}

async function firstPosition(url: string, feed: Feed, options?: string): Promise<Position> {
  const [first] = (await read(url, feed, null, options)).checkpoints;
  expect(first?.rowsBefore).toBe(0);
  return first?.position ?? null;
}

function read(url: string, feed: Feed, position: Position, options?: string) {
  return collect(fileSource.read(configOf(url, options), feed, position, "rows", ctx));
}

async function collect(events: AsyncIterable<ReadEvent>) {
  const ids: unknown[] = [];
  const changes = new Map<number, Change[]>();
  const checkpoints: { position: Position; rowsBefore: number }[] = [];
  for await (const event of events) {
    if (event.type === "checkpoint") checkpoints.push({ position: event.position, rowsBefore: ids.length });
    if (event.type !== "batch" || event.batch.encoding !== "rows") continue;
    for (const [row, own] of event.batch.changes ?? []) changes.set(ids.length + row, own);
    ids.push(...event.batch.rows.map(([id]) => id));
  }
  return { ids, changes, checkpoints, last: checkpoints.at(-1)?.position ?? null };
}

function longCsv(from: number, to: number): string {
  const ids = Array.from({ length: to - from }, (_, index) => from + index);
  return ["id,text", ...ids.map((id) => `${id},some text of row ${id}`)].join("\n");
}

function file(name: string): string {
  return path.join(ctx.localFiles.root, name);
}

async function put(name: string, content: string | Uint8Array, seconds: number): Promise<void> {
  await mkdir(path.dirname(file(name)), { recursive: true });
  await writeFile(file(name), content);
  await utimes(file(name), seconds, seconds);
}
