import { ConfigError } from "@/connectors/sdk";
import { parseOptions, type OptionName } from "../arguments/options";
import { UsageError } from "../usage-error";
import { Session } from "./session";
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
    const session = new Session(options, world, (_level, message) => world.err(message));
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
  summary: "Writes the rows that wait in the quarantine.",
  usage,
  run: replay,
};

async function replay(args: string[], world: World): Promise<number> {
  const options = parseOptions(args, takes);
  const session = new Session(options, world, (_level, message) => world.err(message));
  try {
    await quarantineOf(session);
    throw new UsageError("replay is not offered by this version. Replay the rows from the console.");
  } finally {
    await session.close();
  }
}

async function quarantineOf(session: Session) {
  const { connector, config } = await session.destination();
  if (!connector.quarantine)
    throw new ConfigError(
      `${connector.spec.title} has no quarantine: rows that cannot be written are counted and logged only.`,
    );
  return { config, quarantine: connector.quarantine };
}
