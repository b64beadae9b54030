import { ConfigError } from "@/connectors/sdk";
import { parseOptions, type OptionName } from "../arguments/options";
import { replayQuarantine, type Replayed } from "../sync/replay";
import { labelOf, rowsText } from "./reporter";
import { Session } from "./session";
import { syncOptions, syncUsage } from "./sync-arguments";
import { exitCodes, type DataCommand, type World } from "./world";

const pageSize = 500;
const takes: readonly OptionName[] = [
  "from",
  "to",
  "config",
  "namespace",
  "prefix",
  "normalization",
  "limit",
];
const usage =
  "--from URI --to URI [--namespace NAME] [--prefix P] [--normalization basic|raw] [--config FILE]";

export const quarantineCommand: DataCommand = {
  summary: "Prints the rows that could not be written and wait: one JSON object a line, oldest first.",
  usage: `${usage} [--limit ROWS]`,
  async run(args, world) {
    const options = parseOptions(args, takes);
    const session = new Session(options, world);
    try {
      const { config, quarantine } = await quarantineOf(session);
      const connectionId = await session.connectionId();
      let left = options.limit ?? Number.POSITIVE_INFINITY;
      for (let after: string | undefined; left > 0;) {
        const query = { connectionId, limit: Math.min(left, pageSize), ...(after ? { after } : {}) };
        const rows = await quarantine.list(config, query, session.ctx);
        for (const row of rows) await world.out(JSON.stringify(row));
        left -= rows.length;
        after = rows.at(-1)?.id;
        if (rows.length < query.limit || after === undefined) break;
      }
      return exitCodes.done;
    } finally {
      await session.close();
    }
  },
};

export const replayCommand: DataCommand = {
  summary:
    "Writes the rows that wait in the quarantine, each once. Exit code 1 where some still cannot be written.",
  usage: syncUsage,
  run: replay,
};

async function replay(args: string[], world: World): Promise<number> {
  const options = parseOptions(args, syncOptions);
  const session = new Session(options, world);
  try {
    const request = await session.request(await session.source(), await session.destination());
    const { ctx } = session;
    const replayed = await replayQuarantine(request, { ctx, stop: world.stop });
    for (const stream of replayed)
      await world.out(options.json ? JSON.stringify({ type: "replayed", ...stream }) : lineOf(stream));
    if (replayed.length === 0 && !options.json) await world.out("Nothing waits.");
    const isDone = replayed.every(({ verified, waiting }) => verified && waiting === 0);
    return isDone ? exitCodes.done : exitCodes.failed;
  } finally {
    await session.close();
  }
}

function lineOf({ written, waiting, verified, reason, ...name }: Replayed): string {
  const rest = waiting > 0 ? `; ${rowsText(waiting)} still cannot be written` : "";
  const proof = verified ? ", verified" : `, not verified: ${reason ?? ""}`;
  return `${verified && waiting === 0 ? "✔" : "✘"} ${labelOf(name)}: ${rowsText(written)} written${proof}${rest}`;
}

async function quarantineOf(session: Session) {
  const { connector, config } = await session.destination();
  if (!connector.quarantine)
    throw new ConfigError(
      `${connector.spec.title} has no quarantine: rows that cannot be written are counted and logged only.`,
    );
  return { config, quarantine: connector.quarantine };
}
