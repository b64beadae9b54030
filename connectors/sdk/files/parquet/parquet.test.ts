import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile, truncate, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, TransientError } from "../../errors";
import { createTestContext, type TestContext } from "../../testing";
import { faultOf } from "../../testing/values";
import type { Change, Field, Value } from "../../values";
import type { FileLocation } from "../content/location";
import { start, type Place } from "../format";
import { runDuckDb } from "../testing/parquet";
import { createParquetFormat, type ParquetOptions } from "./format";

let ctx: TestContext;
let server: Server | null = null;
beforeEach(async () => {
  ctx = await createTestContext();
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  await ctx.dispose();
});

const at = (name: string) => path.join(ctx.localFiles.root, name);
const local = (name: string): FileLocation => ({ storage: "local", path: name, label: name });
const formatWith = (options: Partial<ParquetOptions> = {}) =>
  createParquetFormat({
    maxRows: Infinity,
    allowsMissing: false,
    asDocuments: false,
    decimalsAsFloats: false,
    ...options,
  });

async function write(name: string, select: string, options = ""): Promise<void> {
  await runDuckDb("SET TimeZone = 'UTC'", `COPY (${select}) TO '${at(name)}' (FORMAT parquet${options})`);
}

async function fieldsOf(location: FileLocation): Promise<Field[]> {
  return (await formatWith().inspect(location, 1, ctx)).fields;
}

async function read(
  location: FileLocation,
  given?: Field[],
  from: Place = start,
  options: Partial<ParquetOptions> = {},
) {
  const fields = given ?? (await fieldsOf(location));
  const file = await formatWith(options).open(location, fields, from, ctx);
  const rows: Value[][] = [];
  const changes: Change[] = [];
  const offsets: (number | null)[] = [];
  try {
    for await (const piece of file.pieces) {
      for (let index = 0; index < piece.count; index++) rows.push(piece.row(index, changes));
      offsets.push(piece.offset());
    }
    return { fields, rows, changes, offsets, leftOut: file.leftOut(), identity: file.identity };
  } finally {
    await file.close();
  }
}

describe("the types of a Parquet file", () => {
  it.each<[string, string, unknown[]]>([
    ["boolean", "boolean", [true, false]],
    ["tinyint", "integer", [-128, 127]],
    ["smallint", "integer", [-32768, 32767]],
    ["integer", "integer", [-2147483648, 2147483647]],
    ["bigint", "integer", [-9223372036854775808n, 9223372036854775807n]],
    ["utinyint", "integer", [0, 255]],
    ["usmallint", "integer", [0, 65535]],
    ["uinteger", "integer", [0, 4294967295]],
    ["ubigint", "decimal", ["0", "18446744073709551615"]],
    ["float", "number", [1.5, -Infinity]],
    ["double", "number", [0.1, -1e300]],
    ["decimal(4,2)", "decimal", ["-99.99", "0.05"]],
    ["decimal(18,6)", "decimal", ["-123456789012.345678", "0.000001"]],
    ["decimal(38,10)", "decimal", ["-1234567890123456789012345678.0123456789", "0.0000000001"]],
    ["decimal(38,0)", "decimal", ["99999999999999999999999999999999999999", "-1"]],
    ["varchar", "string", ["", 'é 😀 "\n']],
    ["date", "date", ["1969-12-31", "0001-01-01"]],
    ["time", "time", ["23:59:59.999999", "00:00:00"]],
    ["timestamp", "timestamp", ["1969-12-31T23:59:59.999999", "9999-12-31T00:00:00"]],
    ["timestamp_s", "timestamp", ["2024-02-29T10:20:30", "1900-01-01T00:00:00"]],
    ["timestamp_ms", "timestamp", ["2024-02-29T10:20:30.123000", "1900-01-01T00:00:00"]],
    ["timestamptz", "timestamp", ["2024-02-29T10:20:30.123456Z", "1969-12-31T23:59:59Z"]],
    ["uuid", "uuid", ["00000000-0000-0000-0000-000000000001", "ffffffff-ffff-4fff-bfff-ffffffffffff"]],
  ])("%s are exact", async (type, kind, values) => {
    const literals = values.map((value) => `'${String(value).replace(/'/g, "''")}'::${type}`);
    await write("x.parquet", `SELECT unnest([${literals.join(",")}, NULL]) AS v`);
    const { fields, rows } = await read(local("x.parquet"));
    expect(fields[0]?.type.kind).toBe(kind);
    expect(rows.map(([value]) => value)).toEqual([...values, null]);
    for (const [value] of rows) if (fields[0]) expect(faultOf(fields[0].type, value)).toBeNull();
  });

  it("bytes stay bytes", async () => {
    await write("x.parquet", "SELECT '\\x00\\xFF'::BLOB AS v");
    expect((await read(local("x.parquet"))).rows).toEqual([[new Uint8Array([0, 255])]]);
  });

  it("nanoseconds are cut to microseconds, and counted", async () => {
    await write(
      "x.parquet",
      "SELECT unnest(['2024-01-01 00:00:00.123456789', '2024-01-01']::TIMESTAMP_NS[]) AS v",
    );
    const { rows, changes } = await read(local("x.parquet"));
    expect(rows).toEqual([["2024-01-01T00:00:00.123456"], ["2024-01-01T00:00:00"]]);
    expect(changes).toMatchObject([{ field: "v", change: "TRUNCATED" }]);
  });

  it("lists, structs and maps become JSON with every digit", async () => {
    await write(
      "x.parquet",
      `SELECT unnest([[1.10::DECIMAL(38,2), NULL], [], NULL]) AS l,
              unnest([{'a': 9223372036854775807, 'b': {'c': DATE '2024-01-01'}}, {'a': NULL, 'b': NULL}, NULL]) AS s,
              unnest([MAP {'x': [TIMESTAMP '2024-01-01'], 'y': NULL}, MAP {}, NULL]) AS m,
              unnest([MAP {DATE '2024-01-01': 1.5::DECIMAL(4,1)}, NULL, NULL]) AS k`,
    );
    const { fields, rows } = await read(local("x.parquet"));
    expect(fields.map(({ type }) => type.kind)).toEqual(["array", "object", "json", "json"]);
    expect(rows).toEqual([
      [
        "[1.10,null]",
        '{"a":9223372036854775807,"b":{"c":"2024-01-01"}}',
        '{"x":["2024-01-01T00:00:00"],"y":null}',
        '{"2024-01-01":1.5}',
      ],
      ["[]", '{"a":null,"b":null}', "{}", null],
      [null, null, null, null],
    ]);
  });
});

describe("reading a Parquet file", () => {
  it.each(["uncompressed", "snappy", "gzip", "zstd", "lz4", "brotli"])("packed with %s", async (codec) => {
    await write(
      "x.parquet",
      "SELECT i AS id, 'row ' || i%7 AS name FROM range(5000) t(i)",
      `, COMPRESSION ${codec}`,
    );
    const { rows } = await read(local("x.parquet"));
    expect(rows).toEqual(Array.from({ length: 5000 }, (_, id) => [id, `row ${id % 7}`]));
  });

  it("goes on from every place that it gave", async () => {
    await write(
      "x.parquet",
      "SELECT i AS id, i::VARCHAR AS text FROM range(10000) t(i)",
      ", ROW_GROUP_SIZE 2048",
    );
    const whole = await read(local("x.parquet"));
    expect(whole.offsets).toEqual([2048, 4096, 6144, 8192, 10_000]);
    for (const offset of [...whole.offsets, 3000]) {
      const rest = await read(local("x.parquet"), whole.fields, { offset: offset ?? 0, rows: offset ?? 0 });
      expect(rest.rows).toEqual(whole.rows.slice(offset ?? 0));
    }
  });

  it("gives the chosen columns in the chosen order, and names the others", async () => {
    await write("x.parquet", "SELECT 1 AS a, 2 AS b, 3 AS c");
    const fields = (await fieldsOf(local("x.parquet"))).filter(({ name }) => name !== "b").reverse();
    expect(await read(local("x.parquet"), fields)).toMatchObject({ rows: [[3, 1]], leftOut: ["b"] });
  });

  it("refuses a column that is not there, or makes it null where files differ", async () => {
    await write("x.parquet", "SELECT 1 AS a");
    const fields: Field[] = [{ name: "z", type: { kind: "string" }, nullable: true }];
    await expect(read(local("x.parquet"), fields)).rejects.toThrow(/no column "z" any more; it has "a"/);
    expect((await read(local("x.parquet"), fields, start, { allowsMissing: true })).rows).toEqual([[null]]);
  });

  it("reads a column of another type as its text says, and counts what does not fit", async () => {
    await write(
      "x.parquet",
      "SELECT unnest(['7', 'x']) AS a, unnest([1.5, 2]::DOUBLE[]) AS b, unnest([1, 2]::INT[]) AS c",
    );
    const fields: Field[] = [
      { name: "a", type: { kind: "integer", bits: 64 }, nullable: true },
      { name: "b", type: { kind: "decimal" }, nullable: true },
      { name: "c", type: { kind: "string" }, nullable: true },
    ];
    const { rows, changes } = await read(local("x.parquet"), fields);
    expect(rows).toEqual([
      [7, "1.5", "1"],
      [null, "2", "2"],
    ]);
    expect(changes).toMatchObject([{ field: "a", change: "NULLED" }]);
  });

  it("makes one document of each row where it is asked to", async () => {
    await write("x.parquet", "SELECT 1 AS a, 1.50::DECIMAL(4,2) AS b");
    const fields: Field[] = [{ name: "data", type: { kind: "json" }, nullable: true }];
    expect((await read(local("x.parquet"), fields, start, { asDocuments: true })).rows).toEqual([
      ['{"a":1,"b":1.50}'],
    ]);
  });

  it("has no rows where the file has none", async () => {
    await write("x.parquet", "SELECT 1 AS a WHERE false");
    expect((await read(local("x.parquet"))).rows).toEqual([]);
  });
});

describe("a file that is no whole Parquet file", () => {
  it.each([
    ["empty", () => writeFile(at("x.parquet"), ""), /is no Parquet file, or is cut off: it has 0 bytes/],
    ["a CSV file", () => writeFile(at("x.parquet"), "id,name\n1,Ada\n2,Bob\n"), /it does not end as one/],
    ["cut off", () => truncate(at("x.parquet"), 700), /it does not end as one/],
    ["a folder", () => Promise.resolve(), /is a folder/],
  ])("is refused: %s", async (name, spoil, says) => {
    await write("x.parquet", "SELECT i FROM range(1000) t(i)");
    await spoil();
    const failed = fieldsOf(local(name === "a folder" ? "." : "x.parquet"));
    await expect(failed).rejects.toBeInstanceOf(ConfigError);
    await expect(failed).rejects.toThrow(says);
  });

  it("is refused where its pages are damaged", async () => {
    await write("x.parquet", "SELECT i, md5(i::VARCHAR) FROM range(5000) t(i)");
    const bytes = await readFile(at("x.parquet"));
    bytes.fill(0xa5, 100, 2000);
    await writeFile(at("x.parquet"), bytes);
    await expect(read(local("x.parquet"))).rejects.toThrow(/"x.parquet" is damaged/);
  });

  it("is tried again where it changes while it is read", async () => {
    await write("x.parquet", "SELECT i FROM range(10000) t(i)", ", ROW_GROUP_SIZE 2048");
    const file = await formatWith().open(local("x.parquet"), await fieldsOf(local("x.parquet")), start, ctx);
    const reading = async () => {
      for await (const piece of file.pieces) {
        expect(piece.count).toBeGreaterThan(0);
        await utimes(at("x.parquet"), 1, 1);
      }
    };
    await expect(reading()).rejects.toBeInstanceOf(TransientError);
    await file.close();
  });
});

describe("Parquet over HTTP", () => {
  it.each([true, false])("is read by ranges where the server gives them: %s", async (givesRanges) => {
    await write("x.parquet", "SELECT i FROM range(5000) t(i)");
    const bytes = await readFile(at("x.parquet"));
    const asked: (string | undefined)[] = [];
    const location = await serve(bytes, (range) => {
      asked.push(range);
      return givesRanges;
    });
    const { rows } = await read(location);
    expect(rows).toHaveLength(5000);
    expect(asked.includes(undefined)).toBe(!givesRanges);
  });

  it("is read again where it is another version meanwhile", async () => {
    await write("x.parquet", "SELECT i FROM range(5000) t(i)");
    let version = 0;
    const location = await serve(
      await readFile(at("x.parquet")),
      () => true,
      () => `"${version++}"`,
    );
    await expect(read(location)).rejects.toBeInstanceOf(TransientError);
  });
});

async function serve(
  bytes: Buffer,
  givesRanges: (range: string | undefined) => boolean,
  etag = () => '"1"',
): Promise<FileLocation> {
  const started = createServer((request, response) => {
    const { range } = request.headers;
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    if (!givesRanges(range) || from === undefined)
      return response.writeHead(200, { etag: etag() }).end(bytes);
    const part = bytes.subarray(Number(from), Number(to) + 1);
    return response
      .writeHead(206, { etag: etag(), "content-range": `bytes ${from}-${to}/${bytes.length}` })
      .end(part);
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(started.address() as AddressInfo).port}/x.parquet`;
  return { storage: "HTTPS", url, authorization: null, userAgent: false, label: url };
}
