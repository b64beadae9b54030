import { rmdir } from "node:fs/promises";
import path from "node:path";
import { type Context, type StreamPlan } from "@/connectors/sdk";
import { limitsOf, type LocalFilesConfig } from "./config";
import { countRows } from "./count";
import { formatOf } from "./count-files";
import { exists, namesIn, removeFile } from "./disk";
import { onDisk } from "./errors";
import { Layout, runFile, tableKey } from "./layout";
import { feedsOf, readTable, sweepParts, updateFeed } from "./state";

export async function measure(
  config: LocalFilesConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<{ rows: number }> {
  const layout = await Layout.of(config, ctx);
  let rows = 0;
  for (const { file, format } of await filesOf(config, layout, plan)) {
    const found = await layout.resolve(file);
    if (await exists(found)) rows += await countRows(found, format, plan, ctx);
  }
  return { rows };
}

/** A file is counted in the format it was begun in, whatever the configuration says by now. */
async function filesOf(config: LocalFilesConfig, layout: Layout, plan: StreamPlan) {
  const { format } = config;
  const state = await readTable(layout, plan);
  if (state?.syncId !== plan.syncId && layout.templates)
    return (state?.files ?? []).map((file) => ({ file, format: formatOf(file, format) }));
  if (state?.syncId !== plan.syncId)
    return (await filesOfRun(config, layout, plan)).map((file) => ({ file, format }));
  const firsts = state.moves.flatMap(({ parts: [first] }) => (first ? [first] : []));
  return firsts.filter((part) => part.syncId === plan.syncId);
}

/** Those of an earlier run, by their names. */
async function filesOfRun(config: LocalFilesConfig, layout: Layout, plan: StreamPlan): Promise<string[]> {
  const first = layout.finalFile(plan, config.format, limitsOf(config) && 0);
  if (limitsOf(config) === null) return [first];
  const [start = ""] = path.basename(first).split(/-0\./);
  const folder = layout.streamFolder(plan);
  const names = await namesIn(await layout.resolve(folder));
  return names.filter((name) => name.startsWith(`${start}-`)).map((name) => path.join(folder, name));
}

export async function explain(
  config: LocalFilesConfig,
  plan: StreamPlan,
  ctx: Context,
): Promise<{ statements: string[]; warnings: string[] }> {
  const layout = await Layout.of(config, ctx);
  const file = layout.finalFile(plan, config.format, limitsOf(config) && 0);
  const isReplaced = plan.write === "overwrite" && (await exists(await layout.resolve(file)));
  return {
    statements: [
      `write rows to a part in ${path.basename(layout.hidden)}/, up to each checkpoint`,
      `rename the part to ${file}${isReplaced ? ", replacing the file that is there" : ""}`,
    ],
    warnings: [],
  };
}

/** The stream's files, what waits for it, and its checkpoints. Files that it did not make are left alone. */
export async function clear(config: LocalFilesConfig, plan: StreamPlan, ctx: Context): Promise<void> {
  const layout = await Layout.of(config, ctx);
  const isOurs = (part: { table: string }) => part.table === tableKey(plan.table);
  for (const { file } of await feedsOf(layout, plan)) {
    const left = await updateFeed(file, (state) => ({
      ...state,
      checkpoint: null,
      parts: state.parts.filter((part) => !isOurs(part)),
    }));
    if (left) await sweepParts(layout, file, left);
  }
  const state = await readTable(layout, plan);
  for (const file of state?.files ?? []) await removeFile(await layout.resolve(file));
  await clearFolder(await layout.resolve(layout.streamFolder(plan)));
  await removeFile(layout.tableState(plan));
}

async function clearFolder(folder: string): Promise<void> {
  const names = await namesIn(folder);
  const ours = names.filter((name) => runFile.test(name));
  for (const name of ours) await removeFile(path.join(folder, name));
  if (ours.length > 0 && ours.length === names.length) await onDisk(folder, () => rmdir(folder));
}
