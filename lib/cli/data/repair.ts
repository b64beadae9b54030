import { ConfigError } from "@/connectors/sdk";
import { parseOptions } from "../arguments/options";
import { repairAll, type StreamRepair } from "../sync/repair";
import { labelOf, rowsText } from "./reporter";
import { Session } from "./session";
import { syncOptions, syncUsage } from "./sync-arguments";
import { exitCodes, type DataCommand, type World } from "./world";

export const repairCommand: DataCommand = {
  summary:
    "Mends the rows and histories that `verify` finds, and no others. Exit code 1 where some still differ.",
  usage: syncUsage,
  run: repair,
};

async function repair(args: string[], world: World): Promise<number> {
  const options = parseOptions(args, syncOptions);
  const startedAt = performance.now();
  const session = new Session(options, world);
  try {
    const request = await session.request(await session.source(), await session.destination());
    if (!request.destination.connector.digest) {
      throw new ConfigError(
        `${request.destination.connector.spec.title} cannot compare rows, so nothing is known to mend. Run sync with --mode overwrite.`,
      );
    }
    const repaired = await repairAll(request, { ctx: session.ctx, stop: world.stop });
    const isSame = repaired.every(({ same }) => same);
    for (const stream of repaired)
      await world.out(options.json ? JSON.stringify({ type: "repaired", ...stream }) : lineOf(stream));
    if (options.json) {
      const seconds = Math.round(performance.now() - startedAt) / 1000;
      const status = isSame ? "same" : "different";
      await world.out(JSON.stringify({ type: "result", status, seconds, streams: repaired }));
    }
    return isSame ? exitCodes.done : exitCodes.failed;
  } finally {
    await session.close();
  }
}

function lineOf({ written, removed, histories, same, reason, ...name }: StreamRepair): string {
  const label = labelOf(name);
  const keys = histories === 1 ? "1 key" : `${histories} keys`;
  const mended = [
    ...(written + removed > 0 ? [`${rowsText(written)} written again, ${removed} removed`] : []),
    ...(histories > 0 ? [`history of ${keys} mended, without former versions that were lost`] : []),
  ].join(", ");
  if (!same) return `✘ ${label}: ${mended ? `${mended}. ` : ""}${reason ?? ""}`;
  if (!mended) return `✔ ${label}: nothing to mend${reason === null ? "" : ` (${reason})`}`;
  return `✔ ${label}: ${mended}, the same by checksums now`;
}
