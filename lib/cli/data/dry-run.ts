import { oneFeedPerStream, streamLabel, type Context, type StreamPlan } from "@/connectors/sdk";
import { planRun, type PlannedRun, type SyncRequest } from "../sync/plan-run";
import { nameOf } from "../sync/events";
import { exitCodes, type World } from "./world";

interface Estimate {
  rows: number | null;
  bytes: number | null;
}

/** What a sync would do: the statements of each stream, and how much would move. Writes nothing; throws where the sync may not write. */
export async function dryRun(
  request: SyncRequest,
  ctx: Context,
  world: World,
  isJson: boolean,
): Promise<number> {
  const run = await planRun(request, ctx);
  const { connector, config } = request.destination;
  await connector.authorize(run.streams);
  for (const plan of run.streams) {
    const explained = await connector.explain(config, plan, ctx);
    const estimate = await estimateOf(request, run, plan, ctx);
    const line = { type: "stream", ...nameOf(plan.stream), table: plan.table, ...estimate, ...explained };
    if (isJson) await world.out(JSON.stringify(line));
    else await print(plan, estimate, explained, world);
  }
  if (isJson) await world.out(JSON.stringify({ type: "result", status: "planned" }));
  else await world.out("Nothing was written.");
  return exitCodes.done;
}

async function print(
  plan: StreamPlan,
  { rows, bytes }: Estimate,
  { statements, warnings }: { statements: string[]; warnings: string[] },
  world: World,
): Promise<void> {
  const size = rows === null ? "" : `, about ${rows} rows${bytes === null ? "" : ` and ${bytes} bytes`}`;
  const { namespace, name } = plan.table;
  await world.out(
    `${streamLabel(plan.stream)} → ${namespace}.${name} (${plan.stream.mode}, ${plan.write}${size})`,
  );
  for (const statement of statements) await world.out(`  ${statement}`);
  for (const warning of warnings) await world.out(`  Warning: ${warning}`);
}

/** What the source says before its first row; it is left there. */
async function estimateOf(
  { source }: SyncRequest,
  run: PlannedRun,
  plan: StreamPlan,
  ctx: Context,
): Promise<Estimate> {
  const index = run.streams.indexOf(plan);
  const read = run.reads.find(({ outputs }) => outputs[0] === index);
  const [feed] = read ? oneFeedPerStream([read.stream]) : [];
  if (!feed || run.feeds.every(({ feed: { id } }) => id !== feed.id)) return { rows: null, bytes: null };
  for await (const event of source.connector.read(source.config, feed, null, "rows", ctx)) {
    if (event.type !== "estimate") break;
    return { rows: event.rows ?? null, bytes: event.bytes ?? null };
  }
  return { rows: null, bytes: null };
}
