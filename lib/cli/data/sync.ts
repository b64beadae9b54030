import { ConfigError, streamLabel } from "@/connectors/sdk";
import { isExactlyOnce } from "@/lib/connectors/load";
import { parseOptions } from "../arguments/options";
import type { SyncEvent, SyncResult } from "../sync/events";
import type { SyncRequest } from "../sync/plan-run";
import { runSync } from "../sync/run-sync";
import { UsageError } from "../usage-error";
import { dryRun } from "./dry-run";
import { createReporter, type Reporter } from "./reporter";
import { Session } from "./session";
import { syncOptions, syncUsage } from "./sync-arguments";
import { exitCodes, type DataCommand, type World } from "./world";

export const syncCommand: DataCommand = {
  summary: "Moves streams from a source into a destination and verifies them.",
  usage: `${syncUsage} [--dry-run] [--sample ROWS] [--parallel STREAMS]`,
  run: sync,
};

async function sync(args: string[], world: World): Promise<number> {
  const options = parseOptions(args, [...syncOptions, "dry-run", "sample", "parallel"]);
  const reporter = createReporter(options.json, world);
  const session = new Session(options, world, (level, message, facts) =>
    reporter.event({ type: "log", level, message, stream: null, facts }),
  );
  try {
    const [source, destination] = await Promise.all([session.source(), session.destination()]);
    const request = await session.request(source, destination);
    warnOfGuesses(request, reporter);
    if (options.dryRun) return await dryRun(request, session.ctx, world, options.json);
    const report = (event: SyncEvent) => reporter.event(event);
    const result = await runSync(request, {
      ctx: session.ctx,
      stop: world.stop,
      report,
      ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
    }).catch(asUsage);
    await reporter.result(result, isExactlyOnce(request.destination));
    return exitCodeOf(result);
  } finally {
    reporter.close();
    await session.close();
  }
}

function exitCodeOf(result: SyncResult): number {
  return result.status === "succeeded" ? exitCodes.done : exitCodes.failed;
}

/** What can be thrown before anything moves is about the choice of streams: the caller must choose again. */
function asUsage(error: unknown): never {
  throw error instanceof ConfigError ? new UsageError(error.message, { cause: error }) : error;
}

/** What was not said and had to be decided. */
function warnOfGuesses(request: SyncRequest, reporter: Reporter): void {
  const say = (message: string, stream: string) =>
    reporter.event({ type: "log", level: "info", message, stream });
  for (const choice of request.choices) {
    const stream = request.discovered.find(
      ({ namespace, name }) => name === choice.name && namespace === choice.namespace,
    );
    if (!stream) continue;
    const label = streamLabel(choice);
    const isIncremental = choice.syncMode.startsWith("incremental");
    if (isIncremental && choice.cursorField.length === 0 && !stream.cursorIsGiven) {
      const cursor = stream.cursorFields[0] ?? "";
      say(
        `${label}: changes are found by the column ${cursor}, the first that can serve. Name another with --cursor ${choice.name}=COLUMN.`,
        label,
      );
    }
    const isDeduped = choice.syncMode === "incremental_deduped_history";
    if (isDeduped && choice.primaryKey.length === 0 && stream.primaryKey.length === 0) {
      say(
        `${label} has no primary key: rows are told apart by a hash of all their values. Name a key with --primary-key ${choice.name}=COLUMNS.`,
        label,
      );
    }
  }
}
