import { mkdir, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { ConfigError, TransientError } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import type { LocalLocation } from "./location";
import { openContent, type OpenOptions } from "./content";
import { createDecoder } from "./decode";

let ctx: TestContext;
beforeEach(async () => {
  ctx = await createTestContext();
  return () => ctx.dispose();
});

describe("a local file", () => {
  it("is read from any offset, plain or packed, by its content and not by its name", async () => {
    await put("plain.csv.gz", "0123456789");
    await put("packed.csv", gzipSync("0123456789"));
    for (const from of [0, 4, 10]) {
      expect(await readText("plain.csv.gz", { from })).toBe("0123456789".slice(from));
      expect(await readText("packed.csv", { from })).toBe("0123456789".slice(from));
    }
    expect(await readText("plain.csv.gz", { compression: null, from: 3 })).toBe("3456789");
  });

  it("tells its size where it is plain, and another identity once it was changed", async () => {
    await put("a.csv", "1234");
    await put("b.csv", gzipSync("1234"));
    const [plain, packed] = [await open("a.csv"), await open("b.csv")];
    expect([plain.size, packed.size]).toEqual([4, null]);
    await utimes(path.join(ctx.localFiles.root, "a.csv"), 1, 1);
    const changed = await open("a.csv");
    expect(changed.identity).not.toEqual(plain.identity);
    await Promise.all([plain.close(), packed.close(), changed.close()]);
  });

  it("may consist of several gzip members, as concatenated files do", async () => {
    await put("a.gz", Buffer.concat([gzipSync("one\n"), gzipSync("two\n")]));
    expect(await readText("a.gz")).toBe("one\ntwo\n");
  });

  it("that is cut off within gzip is refused", async () => {
    await put("a.gz", gzipSync("x".repeat(100_000) + Math.random()).subarray(0, 60));
    await expect(readText("a.gz")).rejects.toThrow(ConfigError);
    await expect(readText("a.gz")).rejects.toThrow(/damaged or cut off/);
  });

  it("that is changed while it is read is read again later", async () => {
    await put("a.csv", "x".repeat(600_000));
    const content = await open("a.csv");
    const reading = (async () => {
      for await (const _chunk of content.chunks) await truncate(path.join(ctx.localFiles.root, "a.csv"), 10);
    })();
    await expect(reading).rejects.toThrow(TransientError);
    await content.close();
  });

  it.each<[string, RegExp]>([
    ["order.csv", /no file "order\.csv".*The folder has "orders\.csv"/],
    ["folder", /"folder" is a folder.*It holds "inner\.csv"/],
    ["orders.csv/x", /not a directory/],
    ["/etc/passwd", /outside/],
    ["../x.csv", /outside/],
    ["link.csv", /outside/],
    ["archive.csv", /ZIP archive or an Excel workbook/],
    ["data.parquet", /Parquet/],
  ])("at %s is refused by saying what is there", async (name, says) => {
    await put("orders.csv", "a\n");
    await put("archive.csv", Buffer.from("504b030414000000", "hex"));
    await put("data.parquet", "PAR1....");
    await mkdir(path.join(ctx.localFiles.root, "folder"));
    await put("folder/inner.csv", "a\n");
    await symlink("/etc/hostname", path.join(ctx.localFiles.root, "link.csv"));
    await expect(open(name)).rejects.toThrow(ConfigError);
    await expect(open(name)).rejects.toThrow(says);
  });

  it("stops being read when it is aborted", async () => {
    await put("a.csv", "x".repeat(600_000));
    const content = await open("a.csv");
    const reading = (async () => {
      for await (const _chunk of content.chunks) ctx.abort(new Error("enough"));
    })();
    await expect(reading).rejects.toThrow("enough");
    await content.close();
  });
});

describe("text", () => {
  const sample = "aé€😀\n";

  it("of UTF-8 is the same wherever the bytes are cut, and its offsets are exact", async () => {
    const bytes = Buffer.from(sample.repeat(3));
    for (let size = 1; size <= bytes.length; size++) {
      const { text, ends, decoder } = await decode(bytes, size);
      expect(text).toBe(sample.repeat(3));
      expect(ends.at(-1)).toBe(bytes.length);
      expect(decoder.isDamaged).toBe(false);
    }
  });

  it.each<[string, Buffer]>([
    ["utf-8", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(sample)])],
    ["utf-16le", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(sample, "utf16le")])],
    ["utf-16be", Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(sample, "utf16le").swap16()])],
  ])("has the encoding of its byte order mark, %s, whatever was said", async (encoding, bytes) => {
    for (const size of [1, 2, 3, 100]) {
      const { text, decoder } = await decode(bytes, size, "windows-1252");
      expect([text, decoder.encoding]).toEqual([sample, encoding]);
    }
  });

  it("counts the byte order mark in its offsets", async () => {
    const { ends } = await decode(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from("ab")]), 100);
    expect(ends).toEqual([5]);
  });

  it("is read in the encoding that was named", async () => {
    expect((await decode(Buffer.from([0xe9, 0x80, 0x0a]), 1, "latin-1")).text).toBe("é€\n");
    expect((await decode(Buffer.from([0x83, 0x65, 0x83, 0x58]), 1, "cp932")).text).toBe("テス");
    expect((await decode(Buffer.from(sample, "utf16le"), 3, "utf-16")).text).toBe(sample);
  });

  it("has U+FFFD for bytes that are none of its encoding, and says so", async () => {
    for (const size of [1, 2, 100]) {
      const { text, decoder } = await decode(Buffer.from([0x61, 0xe9, 0x62, 0xe2, 0x82]), size);
      expect(text).toMatch(/^a\uFFFDb\uFFFD+$/);
      expect(decoder.isDamaged).toBe(true);
      expect([decoder.byteLength("é"), decoder.byteLength("\uFFFD")]).toEqual([2, null]);
    }
  });

  it("that really has U+FFFD is not damaged", async () => {
    const { text, decoder } = await decode(Buffer.from("a\uFFFDb"), 2);
    expect([text, decoder.isDamaged, decoder.byteLength("\uFFFD")]).toEqual(["a\uFFFDb", false, 3]);
  });

  it("tells offsets where one byte is one character, and not where that varies", async () => {
    expect((await decode(Buffer.from("abcdef"), 3, "windows-1252")).ends).toEqual([3, 6]);
    expect((await decode(Buffer.from("abcdef"), 3, "gbk")).ends).toEqual([null, null]);
  });
});

function locate(name: string): LocalLocation {
  return { storage: "local", path: name, label: name };
}

function open(name: string, options: Partial<OpenOptions> = {}) {
  return openContent(locate(name), { compression: "infer", from: 0, ...options }, ctx);
}

async function readText(name: string, options: Partial<OpenOptions> = {}): Promise<string> {
  const content = await open(name, options);
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content.chunks) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  } finally {
    await content.close();
  }
}

async function put(name: string, content: string | Buffer): Promise<void> {
  await writeFile(path.join(ctx.localFiles.root, name), content);
}

async function decode(bytes: Buffer, size: number, encoding?: string) {
  const decoder = createDecoder(encoding);
  let text = "";
  const ends: (number | null)[] = [];
  for await (const piece of decoder.pieces(inChunks(bytes, size), 0)) {
    text += piece.text;
    ends.push(piece.endByte);
  }
  return { text, ends, decoder };
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size));
}
