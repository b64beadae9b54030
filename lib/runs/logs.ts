import { isUuid } from "@/lib/connectors/input";
import { db, pool } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import { climb, footing, placeBelow, totalOf, type Ladder } from "./log-ladder";
import { viewCondition, type FoundLine, type LogView, type LogWindow } from "./log-view";
import type { RunLogLine } from "./schema";

const downloadPage = 5_000;

/**
 * The lines from the place `from` on, at most `limit`. Once the view has been counted, an answer reads of the order of
 * `limit` lines, wherever it lies. NotFoundError where the run is not of this workspace.
 */
export async function readLogWindow(
  scope: Scope,
  runId: string,
  { view, from, limit }: { view: LogView; from: number; limit: number },
): Promise<LogWindow> {
  await requireRun(scope, runId);
  const ladder = await climb(runId, view);
  return { total: totalOf(ladder), from, lines: limit === 0 ? [] : await readFrom(ladder, from, limit) };
}

/** Of the lines of a view that are also as `wanted`, the one at `match`, counted round; and its place in the view. */
export async function findLogLine(
  scope: Scope,
  runId: string,
  { view, wanted, match }: { view: LogView; wanted: LogView; match: number },
): Promise<FoundLine> {
  await requireRun(scope, runId);
  const ladder = await climb(runId, { ...view, ...wanted });
  const total = totalOf(ladder);
  if (total === 0) return { total, match: 0, line: null };
  const nth = ((match % total) + total) % total;
  const [line] = await readFrom(ladder, nth, 1);
  const place = line && (await placeOf(await climb(runId, view), line.id));
  return { total, match: nth, line: line && place !== undefined ? { id: line.id, place } : null };
}

/** The place of a line in a view; null where the view leaves it out or the run has no such line. */
export async function placeLogLine(
  scope: Scope,
  runId: string,
  { view, line }: { view: LogView; line: bigint },
): Promise<{ place: number | null }> {
  await requireRun(scope, runId);
  const condition = viewCondition(view, 3);
  const { rowCount } = await pool().query(
    `SELECT 1 FROM run_log WHERE run_id = $1 AND id = $2${condition.text}`,
    [runId, line, ...condition.values],
  );
  if (rowCount === 0) return { place: null };
  return { place: await placeOf(await climb(runId, view), line) };
}

/** All lines in their order, in portions. NotFoundError before the first where the run is not of this workspace. */
export async function openLog(
  scope: Scope,
  runId: string,
): Promise<{ runNumber: number; portions: AsyncGenerator<RunLogLine[]> }> {
  const { number } = await requireRun(scope, runId);
  return { runNumber: number, portions: readAll(runId) };
}

async function* readAll(runId: string): AsyncGenerator<RunLogLine[]> {
  let after = 0n;
  for (;;) {
    const lines = await query("run_id = $1 AND id > $2", [runId, after], `LIMIT ${downloadPage}`);
    if (lines.length > 0) yield lines;
    if (lines.length < downloadPage) return;
    after = lines.at(-1)?.id ?? after;
  }
}

async function readFrom(ladder: Ladder, from: number, limit: number): Promise<RunLogLine[]> {
  const { runId, view, ids, settled, settledId } = ladder;
  if (ids && from < settled) {
    const some = ids.slice(from, from + limit);
    const known = await query("run_id = $1 AND id = ANY($2::bigint[])", [runId, some]);
    return some.length === limit
      ? known
      : [...known, ...(await readFrom(ladder, settled, limit - some.length))];
  }
  const start = from < settled ? footing(ladder, from) : { id: settledId + 1n, above: from - settled };
  if (!start) return [];
  const condition = viewCondition(view, 5);
  return query(
    `run_id = $1 AND id >= $2${condition.text}`,
    [runId, start.id, start.above, limit, ...condition.values],
    "OFFSET $3 LIMIT $4",
  );
}

async function placeOf(ladder: Ladder, id: bigint): Promise<number> {
  const below = placeBelow(ladder, id);
  if (below?.id === id) return below.place;
  const condition = viewCondition(ladder.view, 4);
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM run_log WHERE run_id = $1 AND id >= $2 AND id < $3${condition.text}`,
    [ladder.runId, below?.id ?? 0n, id, ...condition.values],
  );
  return (below?.place ?? 0) + (rows[0]?.count ?? 0);
}

async function query(condition: string, values: unknown[], portion = ""): Promise<RunLogLine[]> {
  const { rows } = await pool().query<Omit<RunLogLine, "id"> & { id: string }>(
    `SELECT id, at, level, stream, message, facts FROM run_log WHERE ${condition} ORDER BY id ${portion}`,
    values,
  );
  return rows.map((row) => ({ ...row, id: BigInt(row.id) }));
}

async function requireRun(scope: Scope, runId: string): Promise<{ number: number }> {
  const run = isUuid(runId)
    ? await db().run.findFirst({
        where: { id: runId, workspaceId: scope.workspaceId },
        select: { number: true },
      })
    : null;
  if (!run) throw new NotFoundError("run", runId);
  return run;
}
