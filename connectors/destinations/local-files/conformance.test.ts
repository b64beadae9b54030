import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe } from "vitest";
import { describeDestinationConformance } from "@/connectors/sdk/testing";
import { spec, type FileFormat } from "./config";
import { localFilesDestination } from "./index";
import { listFiles, readRows } from "./testing/files";

const formats: FileFormat[] = [
  { format_type: "JSONL", compression: "none" },
  { format_type: "JSONL", compression: "gzip" },
  { format_type: "CSV", delimiter: ",", header: true, compression: "none" },
  { format_type: "Parquet", compression_codec: "SNAPPY" },
];

describe.each(formats)("local files as $format_type, compression $compression", (format) => {
  describeDestinationConformance({
    destination: localFilesDestination,
    cannot: { types: format.format_type !== "Parquet", oneTable: true },
    setUp: async ({ localFiles }) => {
      const folder = path.join(localFiles.root, "exports");
      await writeFile(path.join(localFiles.root, "notes.txt"), "This is no folder.");
      return {
        config: spec.parse({ destination_path: "/local/exports", format }),
        refused: [
          { config: spec.parse({ destination_path: "notes.txt" }), says: /notes\.txt.*is a file/ },
          { config: spec.parse({ destination_path: "../outside" }), says: /outside/ },
        ],
        readRows: (table) => readRows(folder, table),
        listTables: () => listFiles(folder),
        tearDown: () => Promise.resolve(),
      };
    },
  });
});
