import { type Context, type Position, type ReadEvent, streamLabel } from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import { type Heap, lookAtHeap, systemId } from "./heap";
import { type Mark, parseXminPosition, type XminPosition } from "./position";
import { copyRows, estimate, inBlocks, type WholeReading } from "./whole";
import { fullId, isComparable, isWrittenSince, parseSnapshot, type Snapshot } from "./xids";

/** More transactions than this are not kept in a position, which must stay below 64 kB. */
const maxSeen = 4000;

interface Present {
  server: string;
  snapshot: Snapshot;
  heap: Heap | null;
}

/**
 * Reads the rows that the snapshot of the last run did not see: those of transactions that began later, and those that
 * were under way then. Nothing else is compared, so the table needs no cursor, but is scanned as a whole.
 *
 * A run that broke off goes on behind its last range, after what has changed before it in the meantime.
 */
export async function* readByXmin(
  reading: WholeReading,
  position: Position | null,
  ctx: Context,
): AsyncGenerator<ReadEvent> {
  const present = await lookAtPresent(reading);
  const start = usablePosition(parseXminPosition(position), present, reading, ctx);
  const mark = await markPresent(reading, present.snapshot, ctx);
  const { server, snapshot, heap } = present;
  if (!start?.since) yield* estimate(reading.selection);
  const since = start?.since ?? null;
  const isNew = unseenBy(since, snapshot);
  let from = 0;
  if (start?.part) {
    from = start.part.nextBlock;
    yield* copyRows(reading, [...inBlocks(0, from), ...unseenBy(start.part.mark, snapshot)]);
  }
  for (; heap && from + reading.pace.rangeBlocks < heap.blocks;) {
    const nextBlock = from + reading.pace.rangeBlocks;
    yield* copyRows(reading, [...inBlocks(from, nextBlock), ...isNew]);
    from = nextBlock;
    const part = { file: heap.file, nextBlock, mark };
    yield { type: "checkpoint", position: { version: 1, xmin: { server, since, part } }, fragile: true };
  }
  yield* copyRows(reading, [...inBlocks(from, null), ...isNew]);
  yield { type: "checkpoint", position: { version: 1, xmin: { server, since: mark } }, complete: true };
}

async function lookAtPresent({ session, selection }: WholeReading): Promise<Present> {
  const [row] = await session.query<{ server: string; snapshot: string }>(
    `Looking at ${selection.table}`,
    `SELECT concat_ws(':', ${systemId}, ${quoteLiteral(selection.table)}::regclass::oid) AS server,
            pg_current_snapshot()::text AS snapshot`,
  );
  if (!row) throw new Error("The server tells no snapshot.");
  const { server, snapshot } = row;
  return { server, snapshot: parseSnapshot(snapshot), heap: await lookAtHeap(session, selection) };
}

/** What of the position still means something here and now. Where that is nothing, all rows are read again. */
function usablePosition(
  position: XminPosition | null,
  { server, snapshot, heap }: Present,
  { selection }: WholeReading,
  ctx: Context,
): XminPosition | null {
  if (!position) return null;
  const { since, part } = position;
  const isOf = (mark: Mark) => isComparable(BigInt(mark.horizon), snapshot.next);
  const label = streamLabel(selection.stream);
  if (position.server !== server || (since && !isOf(since))) {
    ctx.log(
      "warn",
      `${label}: the table or the server is another one than in the last run, or it has counted more than four billion transactions since. All rows are read again; in append mode they come twice.`,
    );
    return null;
  }
  if (!part || (part.file === heap?.file && isOf(part.mark))) return position;
  ctx.log(
    "warn",
    `${label}: the table was rewritten since reading broke off. What was read then is read again.`,
  );
  return { server, since };
}

/**
 * The snapshot as a later run can tell what it saw. Between its horizon and its end some transactions were over and
 * some were not; a snapshot names the latter, but not their savepoints. So those whose rows it sees here are named.
 */
async function markPresent(
  { session, selection }: WholeReading,
  { horizon, next }: Snapshot,
  ctx: Context,
): Promise<Mark> {
  if (horizon === next) return { horizon: String(horizon), seen: [] };
  const rows = await session.query<{ id: string }>(
    `Looking for the latest transactions of ${selection.table}`,
    `SELECT DISTINCT xmin::text AS id FROM ${selection.table} WHERE ${isWrittenSince(horizon, next)} LIMIT ${maxSeen + 1}`,
  );
  const seen = rows.map(({ id }) => Number(fullId(BigInt(id), horizon) - horizon));
  if (seen.length <= maxSeen)
    return { horizon: String(horizon), seen: seen.sort((left, right) => left - right) };
  ctx.log(
    "warn",
    `${streamLabel(selection.stream)}: more than ${maxSeen} transactions have written to it since the oldest one that is still open. The next run reads their rows again; in append mode they come twice.`,
  );
  return { horizon: String(horizon), seen: [] };
}

/** SQL: rows that the snapshot of `mark` did not see. Without one, all. */
function unseenBy(mark: Mark | null, { next }: Snapshot): string[] {
  if (!mark) return [];
  const horizon = BigInt(mark.horizon);
  const seen = mark.seen.map((distance) => (horizon + BigInt(distance)) % 2n ** 32n);
  const isLater = isWrittenSince(horizon, next);
  return seen.length > 0 ? [isLater, `xmin::text::int8 <> ALL ('{${seen.join(",")}}'::int8[])`] : [isLater];
}
