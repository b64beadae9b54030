import { appendFile, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ConfigError,
  TransientError,
  type Change,
  type Json,
  type Position,
  type Value,
  RestartFeedError,
} from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { fileSource } from "./index";

let ctx: TestContext;
let nowMs = 0;
let msPerLook = 0;
let stopServing: (() => Promise<void>) | null = null;
beforeEach(async () => {
  msPerLook = 0;
  ctx = await createTestContext({
    clock: { now: () => (nowMs += msPerLook), sleep: () => Promise.resolve() },
  });
});
afterEach(async () => {
  await stopServing?.();
  stopServing = null;
  await ctx.dispose();
});

interface Options {
  format?: string;
  reader_options?: string;
  storage?: string;
}

describe("a file with nothing in it", () => {
  it.each(["csv", "json", "jsonl"])(
    "is refused as %s, because an empty table is seldom meant",
    async (format) => {
      await put("a", format === "csv" ? "" : " \n");
      await expect(check("a", { format })).rejects.toThrow(/"a" is empty/);
      await expect(read("a", { format })).rejects.toThrow(ConfigError);
    },
  );

  it("but a head is a stream without rows", async () => {
    await put("a.csv", "id,name\n");
    await check("a.csv");
    const [stream] = await discover("a.csv");
    expect(stream?.fields.map(({ name, type }) => [name, type.kind])).toEqual([
      ["id", "string"],
      ["name", "string"],
    ]);
    expect((await read("a.csv")).rows).toEqual([]);
  });

  it("but an empty array has no fields, and no rows for fields that are known", async () => {
    await put("a.json", '[{"a": 1}]');
    const streams = await discover("a.json", { format: "json" });
    await put("a.json", "[]");
    await expect(discover("a.json", { format: "json" })).rejects.toThrow(/no rows yet/);
    expect((await readAs("a.json", { format: "json" }, streams)).rows).toEqual([]);
  });
});

describe("a file that is something else", () => {
  it.each([
    ["a web page", "csv", "<!DOCTYPE html><html><body>Sign in</body></html>", /web page/],
    ["a web page", "jsonl", "\n<html>\n</html>", /web page/],
    ["UTF-16 without a mark", "csv", Buffer.from("a,b\n1,2\n", "utf16le"), /utf-16/],
    ["CSV called JSONL", "jsonl", "a,b\n1,2\n", /no JSON object.*begins "a,b"/],
    ["an array called JSONL", "jsonl", '[\n{"a":1}\n]', /choose the format json/],
    ["numbers", "json", "[1, 2]", /no JSON object/],
    ["a cut JSON array", "json", '[{"a": 1}, {"a"', /cut off/],
    ["CSV with semicolons", "csv", "a;b\n1;2\n", /\{"sep":";"\}/],
    ["windows-1252", "csv", Buffer.from("name\nJos\xe9\n", "latin1"), /"encoding": "windows-1252"/],
  ])("as %s is refused when it is set up (%s)", async (_what, format, content, says) => {
    await put("a", content);
    await expect(check("a", { format })).rejects.toThrow(says);
    await expect(check("a", { format })).rejects.toThrow(ConfigError);
  });

  it("than it was when it was set up is refused when it is read", async () => {
    await put("a.jsonl", '{"a":1}\n');
    const streams = await discover("a.jsonl", { format: "jsonl" });
    await put("a.jsonl", "<html>Down for maintenance</html>");
    await expect(readAs("a.jsonl", { format: "jsonl" }, streams)).rejects.toThrow(/web page/);
    await put("a.jsonl", "Down for maintenance");
    await expect(readAs("a.jsonl", { format: "jsonl" }, streams)).rejects.toThrow(/no JSON object/);
  });
});

describe("bytes that the encoding does not have", () => {
  const options = { reader_options: '{"encoding_errors": "replace"}' };

  it("become U+FFFD, and the row says so", async () => {
    await put("a.csv", Buffer.from("name,city\nJos\xe9,Rome\nAda,Rome\n", "latin1"));
    const { rows, changes } = await read("a.csv", options);
    expect(rows).toEqual([
      ["Jos\uFFFD", "Rome"],
      ["Ada", "Rome"],
    ]);
    expect(changes).toEqual({ 0: [expect.objectContaining({ field: "name", change: "TRUNCATED" })] });
  });

  it("do so also in JSON", async () => {
    await put("a.json", Buffer.from('[{"name": "Jos\xe9"}]', "latin1"));
    const { rows, changes } = await read("a.json", { ...options, format: "json" });
    expect(rows).toEqual([["Jos\uFFFD"]]);
    expect(changes[0]).toHaveLength(1);
  });

  it("do not fail a run whose file was sound when it was set up", async () => {
    await put("a.csv", "name\nAda\n");
    const streams = await discover("a.csv");
    await put("a.csv", Buffer.from("name\nJos\xe9\n", "latin1"));
    expect((await readAs("a.csv", {}, streams)).rows).toEqual([["Jos\uFFFD"]]);
  });
});

describe("reading on", () => {
  const lines = Array.from({ length: 15_000 }, (_, id) => `${id},"é ${"x".repeat(id % 400)}\n"\n`);
  const text = `id,name\n${lines.join("")}`;

  it("goes on behind what the checkpoint vouches for, in any encoding whose offsets can be told", async () => {
    const latin = { reader_options: '{"encoding": "windows-1252"}' };
    await put("utf8.csv", `\uFEFF${text}`);
    await put("latin.csv", Buffer.from(text, "latin1"));
    await put("packed.csv", gzipSync(text));
    for (const [name, options] of [
      ["utf8.csv", {}],
      ["latin.csv", latin],
      ["packed.csv", {}],
    ] as const) {
      const whole = await read(name, options, null, 3000);
      expect(whole.rows).toHaveLength(15_000);
      expect(whole.checkpoints.length).toBeGreaterThan(3);
      for (const { position, rowsBefore } of whole.checkpoints) {
        const rest = await read(name, options, position);
        expect(rest.rows).toEqual(whole.rows.slice(rowsBefore));
      }
    }
  });

  it("has only the first and the last checkpoint where an encoding does not tell offsets", async () => {
    await put("a.csv", Buffer.from(`\uFEFF${text}`, "utf16le"));
    const { rows, checkpoints } = await read("a.csv", {}, null, 3000);
    expect([rows.length, checkpoints.length]).toEqual([15_000, 2]);
    expect(checkpoints.map(({ rowsBefore }) => rowsBefore)).toEqual([0, 15_000]);
  });

  it("leads nowhere where the file was changed in between, because its rows are of another version", async () => {
    await put("a.csv", text);
    const checkpoints = behindRows(await read("a.csv", {}, null, 3000));
    await appendFile(path.join(ctx.localFiles.root, "a.csv"), "1,2\n");
    const reading = read("a.csv", {}, checkpoints[0]?.position ?? null);
    await expect(reading).rejects.toBeInstanceOf(RestartFeedError);
    await expect(reading).rejects.toThrow(/was changed after [1-9]\d* rows/);
  });

  it("does not depend on the order of keys in a stored position, which databases do not keep", async () => {
    await put("a.csv", text);
    const [first] = behindRows(await read("a.csv", {}, null, 3000));
    const reordered = sortedDown(first?.position ?? null);
    expect(JSON.stringify(reordered)).not.toBe(JSON.stringify(first?.position));
    expect((await read("a.csv", {}, reordered)).rows).toHaveLength(15_000 - (first?.rowsBefore ?? 0));
  });

  it("counts the rows before it for nrows", async () => {
    const options = { reader_options: '{"nrows": 12000}' };
    await put("a.csv", text);
    const whole = await read("a.csv", options, null, 3000);
    expect(whole.rows).toHaveLength(12_000);
    const [first] = behindRows(whole);
    const rest = await read("a.csv", options, first?.position ?? null);
    expect(rest.rows).toHaveLength(12_000 - (first?.rowsBefore ?? 0));
  });

  it("works over HTTP where the server names the version, and not where it does not", async () => {
    let tag = '"1"';
    const url = await serve((request, response) => {
      if (request.url === "/tagged") response.setHeader("etag", tag);
      response.end(text);
    });
    const http = { storage: "HTTPS" };
    const whole = await read(`${url}/tagged`, http, null, 3000);
    const [first] = behindRows(whole);
    const rest = await read(`${url}/tagged`, http, first?.position ?? null);
    expect(rest.rows).toEqual(whole.rows.slice(first?.rowsBefore));
    tag = '"2"';
    await expect(read(`${url}/tagged`, http, first?.position ?? null)).rejects.toThrow(/was changed/);
    expect((await read(`${url}/untagged`, http, null, 3000)).checkpoints).toHaveLength(1);
  });

  it("goes by the clock, too, where the file comes by HTTP, and never where it is repeatable", async () => {
    const url = await serve((_request, response) => void response.setHeader("etag", '"1"').end(text));
    const http = { storage: "HTTPS" };
    const steps = (whole: { checkpoints: unknown[] }) => whole.checkpoints.length;
    const bySize = steps(await read(url, http));
    const byClock = await read(url, http, null, 3000);
    expect(steps(byClock)).toBeGreaterThan(bySize);
    for (const { position, rowsBefore } of behindRows(byClock).slice(0, 3))
      expect((await read(url, http, position)).rows).toEqual(byClock.rows.slice(rowsBefore));
    await put("a.csv", text);
    expect(steps(await read("a.csv", {}, null, 3000))).toBe(steps(await read("a.csv")));
  });

  it("gives nothing more after the end", async () => {
    await put("a.csv", "a\n1\n");
    const { checkpoints } = await read("a.csv");
    expect(await read("a.csv", {}, checkpoints.at(-1)?.position ?? null)).toMatchObject({ rows: [] });
  });
});

describe("a whole file", () => {
  it("is looked at for its types, however late a value comes", async () => {
    await put("a.csv", `a\n${"1\n".repeat(400_000)}x\n`);
    const [stream] = await discover("a.csv");
    expect(stream?.fields).toEqual([{ name: "a", type: { kind: "string" }, nullable: true }]);
  });

  it("is read in batches of bounded size with an estimate of its rows", async () => {
    await put("a.csv", `a,b\n${"1,some text that is longer than a number\n".repeat(100_000)}`);
    const { rows, batchBytes, estimates } = await read("a.csv");
    expect(rows).toHaveLength(100_000);
    expect(Math.max(...batchBytes)).toBeLessThan(2 * 1024 * 1024);
    expect(Math.abs((estimates[0] ?? 0) - 100_000)).toBeLessThan(1000);
  });

  it("may have a JSON array with an element of 16 MB", async () => {
    const long = "x".repeat(16 * 1024 * 1024);
    await put("a.json", `[{"a":1},\n{"a":"${long}"}]`);
    expect((await read("a.json", { format: "json" })).rows).toEqual([["1"], [long]]);
  });

  it("says which columns and members were not chosen", async () => {
    await put("a.csv", "a,b\n1,2\n");
    const [stream] = await discover("a.csv");
    await readAs("a.csv", {}, stream ? [{ ...stream, fields: stream.fields.slice(0, 1) }] : []);
    expect(ctx.lines).toContainEqual(expect.objectContaining({ facts: { names: ["b"] } }));
  });

  it("is JSONL too where the options say lines", async () => {
    await put("a.json", '{"a":1}\n{"a":2}\n');
    expect((await read("a.json", { format: "json", reader_options: '{"lines": true}' })).rows).toEqual([
      [1],
      [2],
    ]);
  });

  it("that is packed is freed when the reader leaves early", async () => {
    await put("a.csv", gzipSync(`a\n${"1\n".repeat(1_000_000)}`));
    const options = { reader_options: '{"nrows": 3}' };
    expect((await read("a.csv", options)).rows).toEqual([[1], [1], [1]]);
  });
});

it("shortened on its way is tried again, and no complete checkpoint is given", async () => {
  let isCut = false;
  const url = await serve((_request, response) => {
    response.writeHead(200, { "content-length": 1000 }).write("a\n1\n", () => isCut && response.destroy());
    if (!isCut) response.end("\n".repeat(996));
  });
  const streams = await discover(url, { storage: "HTTPS" });
  isCut = true;
  await expect(readAs(url, { storage: "HTTPS" }, streams)).rejects.toThrow(TransientError);
});

function sortedDown(json: Json): Json {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return json;
  const entries = Object.entries(json).sort(([left], [right]) => (left < right ? 1 : -1));
  return Object.fromEntries(entries.map(([key, value]) => [key, sortedDown(value)]));
}

function configOf(url: string, { storage = "local", ...options }: Options) {
  return fileSource.spec.parse({ dataset_name: "orders", url, provider: { storage }, ...options });
}

function check(url: string, options: Options = {}) {
  return fileSource.check(configOf(url, options), ctx);
}

function discover(url: string, options: Options = {}) {
  return fileSource.discover(configOf(url, options), ctx);
}

async function read(url: string, options: Options = {}, position: Position | null = null, lookMs = 0) {
  return readAs(url, options, await discover(url, options), position, lookMs);
}

async function readAs(
  url: string,
  options: Options,
  streams: Awaited<ReturnType<typeof discover>>,
  position: Position | null = null,
  lookMs = 0,
) {
  const feed = {
    id: "orders",
    streams: streams.map((stream) => ({ ...stream, mode: "full_refresh" as const, key: [] })),
  };
  msPerLook = lookMs;
  const rows: Value[][] = [];
  const changes: Record<number, Change[]> = {};
  const checkpoints: { position: Position; rowsBefore: number }[] = [];
  const batchBytes: number[] = [];
  const estimates: (number | undefined)[] = [];
  for await (const event of fileSource.read(configOf(url, options), feed, position, "rows", ctx)) {
    if (event.type === "estimate") estimates.push(event.rows);
    if (event.type === "checkpoint") checkpoints.push({ position: event.position, rowsBefore: rows.length });
    if (event.type !== "batch" || event.batch.encoding !== "rows") continue;
    for (const [index, list] of event.batch.changes ?? []) changes[rows.length + index] = list;
    rows.push(...event.batch.rows);
    batchBytes.push(event.batch.bytes);
  }
  return { rows, changes, checkpoints, batchBytes, estimates };
}

function behindRows<Checkpoint extends { rowsBefore: number }>(reading: {
  checkpoints: Checkpoint[];
}): Checkpoint[] {
  return reading.checkpoints.filter(({ rowsBefore }) => rowsBefore > 0);
}

async function put(name: string, content: string | Buffer): Promise<void> {
  await writeFile(path.join(ctx.localFiles.root, name), content);
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stopServing = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
