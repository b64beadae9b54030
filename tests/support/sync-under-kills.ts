import { pause, type SyncLab } from "./sync-lab";

const longestWaitMs = 900;

export type Victim = "worker" | "console";

/** One run to its green end, with up to `most` kills in it at random moments; returns how many there were. */
export async function syncUnderKills(
  lab: SyncLab,
  connectionId: string,
  { victim, most }: { victim: Victim; most: number },
): Promise<number> {
  const runId = await lab.sync(connectionId);
  let kills = 0;
  while (kills < most) {
    await pause(Math.random() * longestWaitMs);
    if ((await lab.run(runId)).endedAt !== null) break;
    if (victim === "worker") {
      if (lab.killWorkers()) kills++;
    } else {
      await lab.killHost();
      await lab.startHost();
      kills++;
    }
  }
  const run = await lab.until(runId);
  if (run.status !== "succeeded")
    throw new Error(
      `Run ${run.number} ${run.status}: ${JSON.stringify(run.failure)}\n${await lab.logs(runId)}`,
    );
  return kills;
}
