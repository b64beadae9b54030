import { destinations, findDestination, findSource, sources } from "@/connectors/registry";
import { ConnectorError, streamLabel, type Stream } from "@/connectors/sdk";
import { withWriteAuthentication } from "@/lib/governance/write-authentication";
import { destinationAnswers, limitSilence, sourceAnswers } from "@/lib/sync/silence";
import { parseOptions } from "../arguments/options";
import { pickStreams } from "../arguments/choose-streams";
import { messageOf } from "../sync/attempts";
import { UsageError } from "../usage-error";
import { Session } from "./session";
import { exitCodes, type DataCommand } from "./world";

/** The commands that look at the ends of a sync and move nothing. */
export const checkCommand: DataCommand = {
  summary: "Checks that a source can be read and a destination written to.",
  usage: "[--from URI] [--to URI] [--config FILE]",
  async run(args, world) {
    const options = parseOptions(args, ["from", "to", "config"]);
    const session = new Session(options, world);
    try {
      if (!session.hasSource() && !session.hasDestination())
        throw new UsageError("There is nothing to check. Name it with --from URI, --to URI, or both.");
      let isUsable = true;
      const checks = [
        ...(session.hasSource()
          ? [{ what: "The source", end: await session.source(), limit: sourceAnswers }]
          : []),
        ...(session.hasDestination()
          ? [{ what: "The destination", end: await session.destination(), limit: destinationAnswers }]
          : []),
      ];
      for (const { what, end, limit } of checks) {
        try {
          await limitSilence(session.ctx, limit, (ctx) => end.connector.check(end.config, ctx));
          await world.out(`✔ ${what} can be used.`);
        } catch (error) {
          if (!(error instanceof ConnectorError)) throw error;
          isUsable = false;
          await world.out(`✘ ${what}: ${messageOf(error)}`);
        }
      }
      return isUsable ? exitCodes.done : exitCodes.failed;
    } finally {
      await session.close();
    }
  },
};

export const discoverCommand: DataCommand = {
  summary: "Lists the streams of a source; with --json one JSON object a line.",
  usage: "--from URI [--streams GLOB,…] [--config FILE] [--json]",
  async run(args, world) {
    const options = parseOptions(args, ["from", "config", "streams", "json"]);
    const session = new Session(options, world);
    try {
      const found = await session.discover(await session.source());
      for (const stream of pickStreams(options.streams, found))
        await world.out(options.json ? JSON.stringify(stream) : describeStream(stream));
      return exitCodes.done;
    } finally {
      await session.close();
    }
  },
};

export const specCommand: DataCommand = {
  summary:
    "Prints what a connector is configured with, as JSON Schema; without a name, the connectors there are.",
  usage: "[CONNECTOR]",
  async run(args, world) {
    const [name] = parseOptions(args, [], 1).positionals;
    if (name === undefined) {
      for (const { kind, id, summary } of [...sources, ...destinations])
        await world.out(`${id.padEnd(14)} ${kind.padEnd(12)} ${summary}`);
      return exitCodes.done;
    }
    const entries = [findSource(name), findDestination(name)].filter((entry) => entry !== undefined);
    if (entries.length === 0) {
      const names = [...new Set([...sources, ...destinations].map(({ id }) => id))].join(", ");
      throw new UsageError(`There is no connector ${name}. There are: ${names}.`);
    }
    for (const entry of entries) {
      const { spec: own } = await entry.load();
      const spec = own.kind === "destination" ? withWriteAuthentication(own) : own;
      const { kind, id, title, summary } = spec;
      await world.out(JSON.stringify({ kind, id, title, summary, schema: spec.jsonSchema() }, null, 2));
    }
    return exitCodes.done;
  },
};

function describeStream(stream: Stream): string {
  const fields = stream.fields.map(({ name, type }) => `${name} ${type.kind}`).join(", ");
  const key = stream.primaryKey.map((path) => path.join(".")).join(", ") || "none";
  const cursors = stream.cursorFields.slice(0, 5).join(", ") || "none";
  return `${streamLabel(stream)}\n  fields: ${fields}\n  key: ${key}\n  cursors: ${cursors}`;
}
