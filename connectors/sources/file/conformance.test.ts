import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe } from "vitest";
import { runDuckDb } from "@/connectors/sdk/files/testing/parquet";
import { describeSourceConformance } from "@/connectors/sdk/testing";
import { fileSource } from "./index";

/** Larger than what is read at once, so that there are checkpoints on the way. */
const numbers = Array.from({ length: 20_000 }, (_, index) => index);
const texts = {
  csv: [
    "id,name,paid,at,day",
    ...numbers.map(
      (id) => `${id},"Ada, ""é""\n€ 😀",${id % 7}.50,2024-01-01 10:00:${10 + (id % 50)}+01,2024-02-29`,
    ),
  ].join("\r\n"),
  json: `[${numbers.map((id) => `{"id": ${id}, "tags": ["é"], "big": 90071992547${10_000 + id}}`).join(",\n ")}]`,
  jsonl: numbers.map((id) => `{"id":${id},"at":"2024-01-01","nested":{"b":1,"a":[1.10]}}\n`).join(""),
};

const parquetRows = `SELECT i AS id, 'Ada ' || md5(i::VARCHAR) AS name, TIMESTAMPTZ '2024-01-01 10:00:00+00' AS at, [i] AS l FROM range(${numbers.length}) t(i)`;

describe.each([
  ["csv", ""],
  ["csv", ".gz"],
  ["json", ""],
  ["jsonl", ""],
  ["parquet", ""],
] as const)("a %s%s file", (format, packing) => {
  describeSourceConformance({
    source: fileSource,
    setUp: async (ctx) => {
      const name = `orders.${format}${packing}`;
      const file = path.join(ctx.localFiles.root, name);
      if (format === "parquet")
        await runDuckDb(`COPY (${parquetRows}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
      const content =
        format === "parquet"
          ? await readFile(file)
          : packing === ".gz"
            ? gzipSync(texts[format], { level: 1 })
            : texts[format];
      await writeFile(file, content);
      const provider = { storage: "local" };
      const config = fileSource.spec.parse({
        dataset_name: "orders",
        format,
        url: `/local/${name}`,
        provider,
      });
      return {
        config,
        refused: [
          { config: { ...config, url: `order.${format}` }, says: /no file/ },
          { config: { ...config, url: "../secret" }, says: /outside/ },
          { config: { ...config, url: "." }, says: /is a folder/ },
        ],
        rowCounts: { orders: numbers.length },
        tearDown: () => Promise.resolve(),
      };
    },
  });
});
