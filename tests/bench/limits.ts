import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { measureProcess, type Took } from "./measured-process";
import { describeAbsent, findPeer, peerCommand, type Peer, peers, type TableCopy } from "./peers";
import { median, row, timeRow, type BenchResult } from "./report";
import type { BenchServer } from "./server";
import { copyJobs } from "./jobs/copies";
import { changeJobs } from "./jobs/changes";
import { openJobs } from "./jobs/bench-database";

const rounds = 3;

/** One thing to be done, by Sluice from the command line, and by the bare tools that set the limit. */
export interface Job {
  name: string;
  note: string;
  /** Once, before everything. */
  prepare?(sluice: (args: string[]) => Promise<unknown>): Promise<void>;
  /** Before each round: for all sides the same. */
  renew?(): Promise<void>;
  /** Before each call of Sluice. */
  empty?(): Promise<void>;
  /** The arguments of `sluice`. It ends with 0 only when the rows are counted and verified. */
  sluice: string[];
  limit: { what: string; run(): Promise<number> };
  /** The least share of the limit's speed. */
  goal: number;
  /** More than this is missed, in megabytes. */
  maxMegabytes?: number;
  /** What the peers are asked to do; without it they are left out. */
  copies?: TableCopy[];
}

/** Every job beside its limit, round by round in turn, medians of the rounds. */
export async function measureLimits(
  server: BenchServer,
  root: string,
  only: (name: string) => boolean,
): Promise<BenchResult[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "sluice-bench-files-"));
  const entry = path.join(root, "lib/bootstrap/cli.mjs");
  const sluice = (args: string[]) => measureProcess(process.execPath, [entry, ...args]);
  try {
    await sluice(["spec"]); // the first call bundles what is to be bundled
    for (const line of describeAbsent()) console.log(line);
    const bench = await openJobs(server, folder);
    const results: BenchResult[] = [];
    for (const job of [...copyJobs(bench), ...changeJobs(bench)].filter(({ name }) => only(name)))
      results.push(await measureJob(job, sluice));
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureJob(job: Job, sluice: (args: string[]) => Promise<Took>): Promise<BenchResult> {
  await job.prepare?.(sluice);
  const present = job.copies ? peers.flatMap((peer) => findPeer(peer) ?? []).length : 0;
  const ours: Took[] = [];
  const bare: number[] = [];
  const others = new Map<Peer, number[]>();
  for (let round = 0; round < rounds; round++) {
    await job.renew?.();
    await job.empty?.();
    ours.push(await sluice(job.sluice));
    bare.push(await job.limit.run());
    if (present > 0) await runPeers(job.copies ?? [], others);
  }
  const [seconds, limit] = [median(ours.map((took) => took.seconds)), median(bare)];
  const megabytes = Math.max(...ours.map((took) => took.megabytes));
  return {
    name: job.name,
    note: `${job.note}; whole calls, medians of ${rounds}`,
    rows: [
      timeRow("sluice sync, verified", "ours", seconds),
      timeRow(job.limit.what, "limit", limit),
      ...[...others].flatMap(([peer, times]) =>
        times.length > 0 ? timeRow(peer, "peer", median(times)) : [],
      ),
      row("speed against the limit", limit / seconds, "times", { atLeast: job.goal }),
      row("peak memory of the process tree", megabytes, "MB", { below: job.maxMegabytes ?? 256 }),
    ],
  };
}

/** One that fails is said and left out: it is not ours to mend. */
async function runPeers(copies: TableCopy[], times: Map<Peer, number[]>): Promise<void> {
  for (const peer of peers) {
    const program = findPeer(peer);
    const commands = program === null ? [] : copies.map((copy) => peerCommand(peer, program, copy));
    const hasFailed = times.get(peer)?.length === 0;
    if (commands.length === 0 || commands.includes(null) || hasFailed) continue;
    try {
      const { seconds } = await measureProcess("sh", ["-c", commands.join(" && ")]);
      times.set(peer, [...(times.get(peer) ?? []), seconds]);
    } catch (error) {
      const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
      console.log(`${peer} could not do it: ${lines.at(-1) ?? ""}`);
      times.set(peer, []);
    }
  }
}
