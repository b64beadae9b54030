import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe } from "vitest";
import { describeSourceConformance } from "@/connectors/sdk/testing";
import { fileSource } from "./index";

const files = {
  csv: 'id,name,paid,at,day\n1,Ada,1.50,2024-01-01T00:00:00Z,2024-01-01\n2,,,,\n3,"a ""b""",0.10,2024-01-02 01:00+01,2024-02-29\n',
  json: '[{"id": 1, "tags": ["a"], "big": 9007199254740993}, {"id": 2, "ratio": 0.5}]',
  jsonl: '{"id": 1, "at": "2024-01-01"}\n{"id": 2, "nested": {"b": 1, "a": [1.10]}}\n',
};
const rowCounts = { csv: 3, json: 2, jsonl: 2 };

describe.each(["csv", "json", "jsonl"] as const)("a %s file", (format) => {
  describeSourceConformance({
    source: fileSource,
    setUp: async (ctx) => {
      await writeFile(path.join(ctx.localFiles.root, `orders.${format}`), files[format]);
      const config = fileSource.spec.parse({
        dataset_name: "orders",
        format,
        url: `/local/orders.${format}`,
        provider: { storage: "local" },
      });
      return {
        config,
        refused: [
          { config: { ...config, url: `order.${format}` }, says: new RegExp(`no file.*"orders.${format}"`) },
          { config: { ...config, url: "../secret" }, says: /outside/ },
          { config: { ...config, url: "." }, says: /is a folder/ },
        ],
        rowCounts: { orders: rowCounts[format] },
        tearDown: () => Promise.resolve(),
      };
    },
  });
});
