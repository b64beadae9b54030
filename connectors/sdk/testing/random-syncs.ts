import type { StreamPlan } from "../plan";
import type { Value } from "../values";
import type { DestinationHarness } from "./destination-harness";

const keys = 5;
const cursors = 6;

export interface RandomSyncs<Config> {
  harness: DestinationHarness<Config>;
  seed: number;
  runs: number;
  /** Of a sync. */
  planOf(syncId: number, random: (below: number) => number): StreamPlan;
  /** After each run that was finished. */
  finished(stream: StreamPlan): Promise<void>;
}

/**
 * Syncs of one stream with a history, as they may come: few keys and cursor values, so that rows tie, come late, come
 * again, come back after they were deleted, have no cursor value or no key; runs that are never finished; and repairs.
 */
export async function runRandomSyncs<Config>(syncs: RandomSyncs<Config>): Promise<void> {
  const { harness, runs, planOf, finished } = syncs;
  const random = randomizer(syncs.seed);
  let names = 0;
  const row = (name: string): Value[] => [
    random(12) === 0 ? null : random(keys),
    random(8) === 0 ? null : name,
    random(8) === 0 ? null : random(cursors),
  ];
  const events = (deletions: boolean, nameOf: () => string) =>
    Array.from({ length: random(9) }, () =>
      deletions && random(4) === 0 ? { gone: [random(keys)] } : row(nameOf()),
    );
  let isStaged = false;
  for (let syncId = 1; syncId <= runs; syncId++) {
    const plan = planOf(syncId, random);
    if (syncId > 1 && !isStaged && random(4) === 0) {
      const repair = repairOf(plan);
      await harness.loadEvents(
        repair,
        events(true, () => `mended ${++names}`).filter((event) => !Array.isArray(event) || event[0] !== null),
        syncId,
      );
      await harness.finish(repair);
      await finished(repair);
      continue;
    }
    // Few names, so that rows come again as they were.
    const rows = events(plan.stream.supports.deletes, () => `name ${random(3)}`);
    isStaged = syncId < runs && random(5) === 0;
    await harness.loadEvents(plan, rows, syncId, !isStaged);
    if (isStaged) continue;
    await harness.finish(plan);
    await finished(plan);
  }
}

/** A run that mends rows, as the engine plans it. */
export function repairOf(plan: StreamPlan): StreamPlan {
  const { cursor: _cursor, ...stream } = plan.stream;
  return {
    ...plan,
    repairs: true,
    deletes: plan.deletes === "soft" ? "soft" : "hard",
    stream: { ...stream, mode: "incremental", supports: { ...stream.supports, deletes: true } },
  };
}

/** Numbers from 0 to below a limit, the same ones for the same seed. */
function randomizer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
