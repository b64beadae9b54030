import { mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  RestartFeedError,
  TransientError,
  type Position,
  type ReadEvent,
  type SelectedStream,
  type Value,
} from "@/connectors/sdk";
import { createTestContext, describeSourceConformance, type TestContext } from "@/connectors/sdk/testing";
import { fileSource } from "./index";

let ctx: TestContext;
beforeEach(async () => {
  ctx = await createTestContext();
});
afterEach(() => ctx.dispose());

describe("a glob", () => {
  const texts = ["id,name\n1,Ada\n2,\n", "id,city\n3,Rome\n", "id,name\n4.5,Bob\n"];
  describeSourceConformance({
    source: fileSource,
    setUp: async (own) => {
      const put = async (name: string, content: string | Uint8Array, seconds: number) => {
        const file = path.join(own.localFiles.root, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
        await utimes(file, seconds, seconds);
      };
      await put("in/a.csv", texts[0] ?? "", 1000);
      await put("in/b c/é.csv", texts[1] ?? "", 1000);
      await put("in/z.csv.gz", gzipSync(texts[2] ?? ""), 900);
      const config = configOf("/local/in/**");
      return {
        config,
        refused: [
          {
            config: configOf("none/*.csv"),
            says: /No file in the folder for local files matches none\/\*\.csv/,
          },
          { config: configOf("../*.csv"), says: /outside/ },
        ],
        rowCounts: { orders: 4 },
        addRow: () => put("in/new.csv", "id,name\n9,Zoe\n", 500),
        tearDown: () => Promise.resolve(),
      };
    },
  });

  it("is one stream, whose rows say which file they are from", async () => {
    await put("in/a.csv", "id,name\n1,Ada\n", 1000);
    await put("in/b.csv", "name,id,city\nBob,2,Rome\n", 2000);
    const stream = await discover();
    expect(stream.fields.map(({ name, type }) => [name, type.kind])).toEqual([
      ["id", "integer"],
      ["name", "string"],
      ["city", "string"],
      ["_ab_source_file_last_modified", "string"],
      ["_ab_source_file_url", "string"],
    ]);
    expect((await read(stream)).rows).toEqual([
      [1, "Ada", null, "1970-01-01T00:16:40.000000Z", "in/a.csv"],
      [2, "Bob", "Rome", "1970-01-01T00:33:20.000000Z", "in/b.csv"],
    ]);
  });

  it("leaves out empty files, folders, and links that lead out of the folder", async () => {
    await put("in/a.csv", "id\n1\n", 1000);
    await put("in/empty.csv", "", 1000);
    await mkdir(path.join(ctx.localFiles.root, "in/folder.csv"));
    await symlink("/etc/hostname", path.join(ctx.localFiles.root, "in/link.csv"));
    await symlink("a.csv", path.join(ctx.localFiles.root, "in/inside.csv"));
    const { rows } = await read(await discover());
    expect(rows.map(([id, , url]) => [id, url])).toEqual(
      [
        [1, "in/a.csv"],
        [1, "in/inside.csv"],
      ].sort(),
    );
    expect(ctx.lines.some(({ message }) => message.includes('"in/link.csv" is a link'))).toBe(true);
  });

  it("is a name where a file has it", async () => {
    await put("in/data[12].csv", "id\n7\n", 1000);
    await put("in/data1.csv", "id\n1\n", 1000);
    const config = configOf("in/data[12].csv");
    const [stream] = await fileSource.discover(config, ctx);
    expect(stream?.fields.map(({ name }) => name)).toEqual(["id"]);
  });

  it("names the file that cannot be read", async () => {
    await put("in/a.csv", "id\n1\n", 1000);
    await put("in/bad.csv.gz", gzipSync("id\n1\n2\n").subarray(0, 20), 2000);
    await expect(discover()).rejects.toThrow(/"in\/bad.csv.gz" is damaged or cut off/);
  });

  it("makes null of a value that does not fit a type which other files gave", async () => {
    await put("in/a.csv", "id\n1\n", 1000);
    const stream = await discover();
    await put("in/b.csv", "id\nx\n", 2000);
    const { rows, events } = await read(stream);
    expect(rows.map(([id]) => id)).toEqual([1, null]);
    const changes = events.flatMap((event) =>
      event.type === "batch" && event.batch.encoding === "rows"
        ? [...(event.batch.changes?.values() ?? [])].flat()
        : [],
    );
    expect(changes).toMatchObject([
      { field: "id", change: "NULLED", reason: expect.stringContaining('"x"') as string },
    ]);
  });
});

describe("an incremental feed of files", () => {
  it("reads what is new, what came late, and what was changed, and nothing twice", async () => {
    await put("in/a.csv", "id\n1\n", 5000);
    await put("in/b.csv", "id\n2\n", 5000);
    const stream = await discover();
    const first = await read(stream);
    expect(first.ids.sort()).toEqual([1, 2]);
    await put("in/late.csv", "id\n3\n", 10);
    await put("in/a.csv", "id\n1\n4\n", 6000);
    const second = await read(stream, first.last);
    expect(second.ids).toEqual([3, 1, 4]);
    expect((await read(stream, second.last)).ids).toEqual([]);
  });

  it("goes on in the middle of a file after a crash", async () => {
    await put("in/a.csv", longCsv(0, 40_000), 1000);
    await put("in/b.csv", longCsv(40_000, 60_000), 2000);
    const stream = await discover();
    const { before, position } = await readUntilPlace(stream);
    expect(position).toMatchObject({ open: { path: "in/a.csv" } });
    const rest = await read(stream, position);
    expect([...before, ...rest.ids]).toEqual(Array.from({ length: 60_000 }, (_, index) => index));
  });

  it("reads a file again as a whole that was changed in the middle of being read, and says so", async () => {
    await put("in/a.csv", longCsv(0, 40_000), 1000);
    const stream = await discover();
    const { position } = await readUntilPlace(stream);
    await put("in/a.csv", "id,text\n7,x\n", 1000);
    expect((await read(stream, position)).ids).toEqual([7]);
    expect(ctx.lines.at(-1)?.message).toMatch(/"in\/a.csv" was changed after \d+ rows of it had been read/);
  });

  it("says what is lost where such a file is gone", async () => {
    await put("in/a.csv", longCsv(0, 40_000), 1000);
    await put("in/b.csv", "id,text\n7,x\n", 2000);
    const stream = await discover();
    const { position } = await readUntilPlace(stream);
    await rm(path.join(ctx.localFiles.root, "in/a.csv"));
    expect((await read(stream, position)).ids).toEqual([7]);
    expect(ctx.lines.at(-1)?.message).toMatch(/"in\/a.csv" was removed after \d+ rows/);
  });

  it("tries again where a file changes while it is read", async () => {
    await put("in/a.csv", longCsv(0, 40_000), 1000);
    const stream = await discover();
    const reading = async () => {
      for await (const event of events(stream, null)) {
        if (event.type === "batch") await put("in/a.csv", longCsv(0, 50_000), 1000);
      }
    };
    await expect(reading()).rejects.toBeInstanceOf(TransientError);
  });
});

describe("a full refresh of files", () => {
  it.each([
    ["changed", () => put("in/b.csv", "id,text\n7,x\n", 3000)],
    ["emptied", () => put("in/b.csv", "", 3000)],
    ["removed", () => rm(path.join(ctx.localFiles.root, "in/b.csv"))],
    ["read before and changed", () => put("in/a.csv", "id,text\n8,y\n", 3000)],
  ])(
    "begins anew, before it gives a row, where a file was %s after rows of it were given",
    async (_, change) => {
      await put("in/a.csv", "id,text\n1,x\n", 500);
      await put("in/b.csv", longCsv(0, 40_000), 1000);
      const stream = { ...(await discover()), mode: "full_refresh" as const };
      const { position } = await readUntilPlace(stream, "in/b.csv");
      await change();
      await put("in/late.csv", "id,text\n9,z\n", 100);
      const given: string[] = [];
      const reading = async () => {
        for await (const event of events(stream, position)) given.push(event.type);
      };
      await expect(reading()).rejects.toBeInstanceOf(RestartFeedError);
      expect(given).toEqual([]);
    },
  );

  it("is done once, and begins anew without a position", async () => {
    await put("in/a.csv", "id\n1\n", 1000);
    const stream = { ...(await discover()), mode: "full_refresh" as const };
    const first = await read(stream);
    expect((await read(stream, first.last)).ids).toEqual([]);
    expect((await read(stream)).ids).toEqual([1]);
  });
});

function configOf(url: string) {
  return fileSource.spec.parse({
    dataset_name: "orders",
    format: "csv",
    url,
    provider: { storage: "local" },
  });
}

async function put(name: string, content: string | Uint8Array, seconds: number): Promise<void> {
  const file = path.join(ctx.localFiles.root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  await utimes(file, seconds, seconds);
}

function longCsv(from: number, to: number): string {
  const rows = Array.from(
    { length: to - from },
    (_, index) => `${from + index},some text of row ${from + index}`,
  );
  return ["id,text", ...rows].join("\n");
}

async function discover(): Promise<SelectedStream> {
  const [stream] = await fileSource.discover(configOf("in/**"), ctx);
  if (!stream) throw new Error("There is no stream.");
  return { ...stream, mode: "incremental", cursor: "_ab_source_file_last_modified", key: [] };
}

function events(stream: SelectedStream, position: Position | null): AsyncIterable<ReadEvent> {
  return fileSource.read(configOf("in/**"), { id: "f", streams: [stream] }, position, "rows", ctx);
}

async function read(stream: SelectedStream, position: Position | null = null) {
  const all: ReadEvent[] = [];
  const rows: Value[][] = [];
  let last: Position = null;
  for await (const event of events(stream, position)) {
    all.push(event);
    if (event.type === "batch" && event.batch.encoding === "rows") rows.push(...event.batch.rows);
    if (event.type === "checkpoint") last = event.position;
  }
  return { events: all, rows, ids: rows.map(([id]) => id), last };
}

/** Reads up to the first checkpoint within a file, or within this one, and stops there as a crash would. */
async function readUntilPlace(
  stream: SelectedStream,
  file?: string,
): Promise<{ before: Value[]; position: Position }> {
  const before: Value[] = [];
  for await (const event of events(stream, null)) {
    if (event.type === "batch" && event.batch.encoding === "rows")
      before.push(...event.batch.rows.map(([id]) => id ?? null));
    if (event.type !== "checkpoint") continue;
    const { open } = event.position as { open?: { path: string } | null };
    if (open && (file === undefined || open.path === file)) return { before, position: event.position };
  }
  throw new Error("There was no such checkpoint.");
}
