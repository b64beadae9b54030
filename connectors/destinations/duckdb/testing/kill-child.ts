import type { StreamPlan, Value } from "@/connectors/sdk";
import { createLocalFiles } from "@/connectors/sdk/local-files";
import { checkpointOf, planFeed, planStream } from "@/connectors/sdk/testing/plans";
import { spec } from "../config";
import { duckdbDestination } from "../index";

/**
 * A process that loads a stream in many slices, to be killed at any moment by kills.test.ts and started again. It says
 * what it has committed, and when it closes.
 */
const [folder = ".", write = "append", total = "0", fence = "1"] = process.argv.slice(2);
const rowsPerCommit = 700;
const commitsPerSlice = 3;
const config = spec.parse({ destination_path: "killed.duckdb" });
const ctx = {
  signal: new AbortController().signal,
  clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
  log: () => undefined,
  http: fetch,
  localFiles: createLocalFiles(folder),
  secrets: { rotate: () => Promise.resolve() },
};

const plan: StreamPlan = planStream({
  connectionId: "c1",
  name: "orders",
  namespace: "main",
  write: write as StreamPlan["write"],
});

for (let slice = Number(fence); !(await moveSlice(slice)); slice++);
say("finishing");
say(`finished ${JSON.stringify(await duckdbDestination.finish(config, plan, ctx))}`);

/** True once all rows are committed. */
async function moveSlice(sliceFence: number): Promise<boolean> {
  const feed = planFeed(plan, sliceFence);
  const writer = await duckdbDestination.open(config, feed, ctx);
  let position = Number((await writer.checkpoint())?.position ?? 0);
  for (let commit = 0; commit < commitsPerSlice && position < Number(total); commit++) {
    const rows = Array.from({ length: rowsPerCommit }, (_, index) => makeRow(position + index));
    position += rowsPerCommit;
    await writer.write(0, { encoding: "rows", rows: rows.slice(0, 400), bytes: 1 });
    await writer.write(0, { encoding: "rows", rows: rows.slice(400), bytes: 1 });
    say(`committing ${position}`);
    await writer.commit(checkpointOf(feed, position, position, position >= Number(total)));
    say(`committed ${position}`);
  }
  say("closing");
  await writer.close();
  return position >= Number(total);
}

/** With dedup every row comes again 1,000 rows later, in a newer version. */
function makeRow(index: number): Value[] {
  return write === "deduped"
    ? [index % 1000, `row ${index} ${"x".repeat(200)}`, index]
    : [index, `row ${index} ${"x".repeat(200)}`, 1];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
