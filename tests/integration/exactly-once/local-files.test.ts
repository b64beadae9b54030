import path from "node:path";
import { readLocalFiles } from "../../support/local-files";
import { describeKills, killCases } from "./kill-cases";

// They take no newer version of a row, no marks, and keep no generations.
const cases = killCases.filter(
  ({ mode, marks, refuses, keeps }) => mode !== "incremental_deduped_history" && !marks && !refuses && !keeps,
);

describeKills("local files", cases, ({ lab, name }) => ({
  connector: "local-files",
  config: { destination_path: name },
  readRows: async () => {
    const rows = await readLocalFiles(path.join(lab.localFilesDir, name, "default"), "orders");
    return rows.map((row) => ({ ...row, updated_at: asTimestamp(row.updated_at ?? "") }));
  },
}));

/** As `Row` has it: `2026-01-01T00:00:01.5` becomes `2026-01-01 00:00:01.500000`. */
function asTimestamp(text: string): string {
  const [seconds = "", fraction = ""] = text.replace("T", " ").split(".");
  return `${seconds}.${fraction.padEnd(6, "0")}`;
}
