import { describe, expect, it } from "vitest";
import { ConfigError } from "../../errors";
import { unpack } from "./compression";
import { zstdWindowBytes } from "./zstd";

/** `seq -f "row %g" 1 3 | zstd` of a file, and `seq 1 60 | zstd` of a pipe, which knows no size beforehand. */
const rows = Buffer.from("KLUv/SQSkQAAcm93IDEKcm93IDIKcm93IDMKTW1FSg==", "base64");
const numbers = Buffer.from(
  "KLUv/QRYlQIAsooTC7CnDa0RiWwbigEdg3nIQg7yyCJXpjxZMpBHFz306dLb2dfVQR9c8MCHCy8nHxcHfGyxw54tu5t7WxvsoYUOerToauppaaDH4vAsd74VAPLyQn4=",
  "base64",
);
const rowsText = "row 1\nrow 2\nrow 3\n";
const numbersText = Array.from({ length: 60 }, (_, index) => `${index + 1}\n`).join("");

async function* inSteps(data: Uint8Array, step: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += step) yield await Promise.resolve(data.subarray(at, at + step));
}

async function read(data: Uint8Array, options: { step?: number; from?: number } = {}): Promise<string> {
  const { chunks } = await unpack(
    inSteps(data, options.step ?? 5),
    { compression: "infer", from: options.from ?? 0 },
    "x.zst",
  );
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString();
}

describe("a file packed with zstd", () => {
  it("is known by its first bytes and unpacked, whatever pieces it comes in", async () => {
    expect(await read(rows, { step: 1 })).toBe(rowsText);
    expect(await read(numbers, { step: 1000 })).toBe(numbersText);
  });

  it("may have several frames, one after the other", async () => {
    expect(await read(Buffer.concat([rows, numbers]))).toBe(rowsText + numbersText);
  });

  it("is gone on with in its unpacked bytes", async () => {
    expect(await read(rows, { from: 6 })).toBe(rowsText.slice(6));
  });

  it.each([7, 12, rows.length - 1])("is refused where it ends after %d bytes", async (length) => {
    const failed = read(rows.subarray(0, length));
    await expect(failed).rejects.toBeInstanceOf(ConfigError);
    await expect(failed).rejects.toThrow(/"x.zst" is damaged or cut off: it cannot be unpacked as zstd/);
  });

  it("is refused where something else follows", async () => {
    await expect(read(Buffer.concat([rows, Buffer.from("id,name\n1,Ada\n")]))).rejects.toBeInstanceOf(
      ConfigError,
    );
  });

  it("is refused where it asks for more memory than is given", async () => {
    // A header as `zstd --ultra --long=29` writes it.
    await expect(read(Buffer.from("KLUv/QSYTUcDfqlNxxcJwDvJ", "base64"))).rejects.toThrow(/window of 512 MB/);
  });

  it("tells its window in every form of the header", () => {
    expect(zstdWindowBytes(rows)).toBe(rowsText.length);
    expect(zstdWindowBytes(numbers)).toBe(2 * 1024 * 1024);
    expect(zstdWindowBytes(Buffer.from("KLUv/QSITUcDfqlNxxcJwDvJ", "base64"))).toBe(128 * 1024 * 1024);
    expect(zstdWindowBytes(Buffer.from([1, 2]))).toBe(0);
  });
});
