import { pool } from "@/lib/db";
import { viewCondition, type LogView } from "./log-view";

/** So few lines of a view are known one by one; of more, every rung's. */
const maxExact = 20_000;
const rungLines = 500;
/** Lines may become visible in another order than that of their ids, for as long as a recorder waits for the database. */
const settleMs = 60_000;
const maxLadders = 64;
/** After so long a ladder is made anew: lines may have been pruned. */
const keepMs = 10 * 60_000;

/**
 * Where the lines of a view stand: the way from a line's place to its id, and back, without counting all lines before
 * it. Made by one pass over the log, kept, and carried on by the lines that came since.
 */
export interface Ladder {
  runId: string;
  view: LogView;
  /** Lines up to this id are counted; later ones are the tail, which is counted each time. */
  settledId: bigint;
  settled: number;
  /** Id of each settled line; null where there are too many. */
  ids: bigint[] | null;
  /** Id of every 500th settled line, from the first. */
  rungs: bigint[];
  tail: number;
  madeAt: number;
}

/** By run and view, the latest used last. */
const ladders = new Map<string, Promise<Ladder>>();

export function totalOf({ settled, tail }: Ladder): number {
  return settled + tail;
}

/** The ladder of a view as the log is now. Rows read: those that came since the last call, the first time all. */
export function climb(runId: string, view: LogView): Promise<Ladder> {
  const key = JSON.stringify([runId, view.level, view.stream, view.search]);
  const before = ladders.get(key);
  // One pass at a time for a view, whoever asks.
  const ladder = (before ?? Promise.resolve(null))
    .catch(() => null)
    .then((known) => extend(known && Date.now() - known.madeAt < keepMs ? known : newLadder(runId, view)));
  ladders.delete(key);
  ladders.set(key, ladder);
  const [oldest] = ladders.keys();
  if (ladders.size > maxLadders && oldest !== undefined) ladders.delete(oldest);
  return ladder;
}

/** Id of the line at a place that is settled and exactly known, or of the rung below it. */
export function footing({ ids, rungs }: Ladder, place: number): { id: bigint; above: number } | null {
  const exact = ids?.[place];
  if (exact !== undefined) return { id: exact, above: 0 };
  const rung = Math.min(Math.floor(place / rungLines), rungs.length - 1);
  const id = rungs[rung];
  return id === undefined ? null : { id, above: place - rung * rungLines };
}

/** The highest place known to be at or before an id. */
export function placeBelow(ladder: Ladder, id: bigint): { place: number; id: bigint } | null {
  if (id > ladder.settledId && ladder.settled > 0)
    return { place: ladder.settled, id: ladder.settledId + 1n };
  const { ids, rungs } = ladder;
  const at = lastNotAbove(ids ?? rungs, id);
  const found = (ids ?? rungs)[at];
  return found === undefined ? null : { place: ids ? at : at * rungLines, id: found };
}

/** Index of the last that is not above `id`; -1: all are. */
function lastNotAbove(sorted: bigint[], id: bigint): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0n) <= id) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function newLadder(runId: string, view: LogView): Ladder {
  return { runId, view, settledId: 0n, settled: 0, ids: [], rungs: [], tail: 0, madeAt: Date.now() };
}

async function extend(ladder: Ladder): Promise<Ladder> {
  const { runId, view } = ladder;
  const settledId = await lastSettled(runId);
  const grown = settledId > ladder.settledId ? await climbTo(ladder, settledId) : ladder;
  const condition = viewCondition(view, 3);
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM run_log WHERE run_id = $1 AND id > $2${condition.text}`,
    [runId, grown.settledId, ...condition.values],
  );
  return { ...grown, tail: rows[0]?.count ?? 0 };
}

async function lastSettled(runId: string): Promise<bigint> {
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id FROM run_log WHERE run_id = $1 AND at < $2 ORDER BY id DESC LIMIT 1",
    [runId, new Date(Date.now() - settleMs)],
  );
  return BigInt(rows[0]?.id ?? 0);
}

async function climbTo(ladder: Ladder, settledId: bigint): Promise<Ladder> {
  const { runId, view, settled } = ladder;
  const condition = viewCondition(view, 7);
  const { rows } = await pool().query<{ count: number; ids: string[] | null; rungs: string[] | null }>(
    `SELECT count(*)::int AS count,
            array_agg(id::text ORDER BY id) FILTER (WHERE place < $5) AS ids,
            array_agg(id::text ORDER BY id) FILTER (WHERE place % $6 = 0) AS rungs
       FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 + $4 AS place FROM run_log
              WHERE run_id = $1 AND id > $2 AND id <= $3${condition.text}) line`,
    [runId, ladder.settledId, settledId, settled, maxExact, rungLines, ...condition.values],
  );
  const [found] = rows;
  const count = settled + (found?.count ?? 0);
  const more = (texts: string[] | null | undefined) => (texts ?? []).map(BigInt);
  return {
    ...ladder,
    settledId,
    settled: count,
    ids: ladder.ids && count <= maxExact ? [...ladder.ids, ...more(found?.ids)] : null,
    rungs: [...ladder.rungs, ...more(found?.rungs)],
  };
}
