import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parquetMetadata } from "hyparquet";
import { runDuckDb } from "../../testing/parquet";
import { endBytes, footerLength, ParquetFooters } from "./footer";
import { readStruct, writeStruct } from "./thrift";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sluice-footer-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);

/** A file of rows from `first` on, as many as are asked for, in groups of 2,048. */
async function makeFile(name: string, first: number, count: number, columns = ""): Promise<Buffer> {
  await runDuckDb(
    `COPY (SELECT i, 'row ' || i AS text, i % 7 = 0 AS seventh, [i, i + 1] AS list ${columns}
             FROM range(${first}, ${first + count}) AS rows(i))
       TO '${at(name)}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
  return readFile(at(name));
}

async function join(...files: Buffer[]): Promise<Buffer> {
  const footers = new ParquetFooters();
  for (const file of files) footers.add(file);
  const whole = Buffer.concat([...files, footers.closing()]);
  await writeFile(at("whole.parquet"), whole);
  return whole;
}

function footerOf(file: Buffer): Uint8Array {
  const end = file.length - endBytes;
  return file.subarray(end - footerLength(file.subarray(end)), end);
}

describe("several Parquet files in one", () => {
  it("are read as all their rows, in their order", async () => {
    await join(await makeFile("a", 0, 5000), await makeFile("b", 5000, 3), await makeFile("c", 5003, 4097));
    const [counted] = await runDuckDb(
      `SELECT count(*), sum(i), count(DISTINCT text), count(*) FILTER (list = [i, i + 1] AND text = 'row ' || i)
         FROM '${at("whole.parquet")}'`,
    );
    expect(counted).toEqual(["9100", String((9099 * 9100) / 2), "9100", "9100"]);
    expect(await runDuckDb(`SELECT i FROM '${at("whole.parquet")}' OFFSET 4999 LIMIT 5`)).toEqual(
      [4999, 5000, 5001, 5002, 5003].map((i) => [String(i)]),
    );
  });

  it("have row groups numbered through, with the statistics and filters that each had", async () => {
    const whole = await join(await makeFile("a", 0, 5000), await makeFile("b", 5000, 4000));
    const { row_groups: groups, num_rows: rows } = parquetMetadata(
      whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length) as ArrayBuffer,
    );
    expect(Number(rows)).toBe(9000);
    expect(groups.map((group) => Number(group.num_rows))).toEqual([2048, 2048, 904, 2048, 1952]);
    expect(
      await runDuckDb(
        `SELECT row_group_id, stats_min_value, stats_max_value FROM parquet_metadata('${at("whole.parquet")}')
          WHERE path_in_schema = 'i' ORDER BY row_group_id`,
      ),
    ).toEqual([
      ["0", "0", "2047"],
      ["1", "2048", "4095"],
      ["2", "4096", "4999"],
      ["3", "5000", "7047"],
      ["4", "7048", "8999"],
    ]);
    expect(await runDuckDb(`SELECT i FROM '${at("whole.parquet")}' WHERE text = 'row 7777'`)).toEqual([
      ["7777"],
    ]);
  });

  it("may have one without rows among them, or nothing but such", async () => {
    await join(await makeFile("a", 0, 0), await makeFile("b", 0, 10), await makeFile("c", 10, 0));
    expect(await runDuckDb(`SELECT count(*) FROM '${at("whole.parquet")}'`)).toEqual([["10"]]);
    await join(await makeFile("a", 0, 0), await makeFile("b", 0, 0));
    expect(await runDuckDb(`SELECT count(*) FROM '${at("whole.parquet")}'`)).toEqual([["0"]]);
  });

  it("need nothing more where there is one only", async () => {
    const footers = new ParquetFooters();
    footers.add(await makeFile("a", 0, 10));
    expect(footers.closing()).toEqual(new Uint8Array(0));
  });
});

describe("a footer", () => {
  it("is written as it was read, byte for byte, whatever is in it", async () => {
    const many = Array.from({ length: 40 }, (_, column) => `, i * ${column} AS column_${column}`).join("");
    const footer = footerOf(await makeFile("a", 0, 5000, many));
    expect(Buffer.from(writeStruct(readStruct(footer)))).toEqual(Buffer.from(footer));
  });

  it("that is cut off, or that is none, is told", async () => {
    const footer = footerOf(await makeFile("a", 0, 10));
    expect(() => readStruct(footer.subarray(0, footer.length - 1))).toThrow(/ends at byte/);
    expect(() => footerLength(Buffer.from("12345678"))).toThrow(/does not end as one/);
  });
});
