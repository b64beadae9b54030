import path from "node:path";
import type { Context, StreamPlan } from "@/connectors/sdk";
import { limitsOf, type FileFormat, type LocalFilesConfig } from "./config";
import { countAll } from "./count";
import { exists, namesIn } from "./disk";
import { Layout, runFile } from "./layout";
import { readTable } from "./state";

/** Rows of all the stream's files, whichever run wrote them; null where there is none. */
export async function countFiles(
  config: LocalFilesConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<number | null> {
  const layout = await Layout.of(config, ctx);
  const files = await filesOf(config, layout, plan);
  let rows: number | null = null;
  for (const file of files)
    rows = (rows ?? 0) + (await countAll(file, formatOf(file, config.format), plan, ctx));
  return rows;
}

/** Whichever run wrote them; the newest last. */
export async function filesOf(config: LocalFilesConfig, layout: Layout, plan: StreamPlan): Promise<string[]> {
  if (layout.templates) return filesNoted(layout, plan);
  if (plan.write !== "append") return filesOfTable(config, layout, plan);
  const folder = await layout.resolve(layout.streamFolder(plan));
  return (await namesIn(folder)).filter((name) => runFile.test(name)).map((name) => path.join(folder, name));
}

async function filesNoted(layout: Layout, plan: StreamPlan): Promise<string[]> {
  const noted = (await readTable(layout, plan))?.files ?? [];
  const files = await Promise.all(noted.map((file) => layout.resolve(file)));
  const there = await Promise.all(files.map(exists));
  return files.filter((_, index) => there[index]);
}

/** One file, or where files are limited in size, one after the other. */
async function filesOfTable(config: LocalFilesConfig, layout: Layout, plan: StreamPlan): Promise<string[]> {
  const isLimited = limitsOf(config) !== null;
  const files: string[] = [];
  for (let place = 0; place === 0 || isLimited; place++) {
    const file = await layout.resolve(layout.finalFile(plan, config.format, isLimited ? place : null));
    if (!(await exists(file))) break;
    files.push(file);
  }
  return files;
}

/** Each file as its name says, whatever the configuration says by now. */
export function formatOf(file: string, format: FileFormat): FileFormat {
  if (file.endsWith(".parquet")) return { format_type: "Parquet", compression_codec: "UNCOMPRESSED" };
  const compression = file.endsWith(".gz") ? "gzip" : "none";
  if (!/\.csv(\.gz)?$/.test(file)) return { format_type: "JSONL", compression };
  return format.format_type === "CSV"
    ? { ...format, compression }
    : { format_type: "CSV", delimiter: ",", header: true, compression };
}
