import { RestartFeedError, streamLabel, type Position, type ReadEvent } from "@/connectors/sdk";
import type { Session } from "@/connectors/sdk/duckdb/client";
import { toBatch } from "./batches";
import { versionOf } from "./open";
import { parseWholePosition } from "./position";
import type { Reading } from "./read";
import { readChunks, type HiddenColumn, type Selection } from "./select";

const rowid: HiddenColumn = { expression: "rowid", as: "int64" };

/**
 * All rows of a table in the order of their row ids, which stay as long as the file does; views and queries, which have
 * none, at one go.
 */
export async function* readWhole(
  session: Session,
  selection: Selection,
  position: Position | null,
  reading: Reading,
): AsyncGenerator<ReadEvent> {
  const { ctx, encoding, pace } = reading;
  const isTable = selection.relation.kind === "table";
  const file = await versionOf(session.file);
  const start = parseWholePosition(position);
  if (start && start.file !== file)
    throw new RestartFeedError(
      `${session.file} has been changed since ${streamLabel(selection.stream)} was partly read`,
    );
  let last = BigInt(start?.rowid ?? -1);
  let lastMs = ctx.clock.now();
  const conditions = start ? [`rowid > ${start.rowid}`] : [];
  const hidden = isTable ? [rowid] : [];
  for await (const {
    hidden: [ids],
    columns,
    count,
  } of readChunks(session, selection, { hidden, conditions })) {
    yield { type: "batch", stream: 0, batch: toBatch(columns, selection.types, count, encoding) };
    if (ids?.as !== "int64") continue;
    last = followingRow(ids.values, last, selection);
    if (ctx.clock.now() - lastMs < pace.checkpointEveryMs) continue;
    lastMs = ctx.clock.now();
    yield { type: "checkpoint", position: { version: 1, file, rowid: Number(last) }, fragile: true };
  }
  yield { type: "checkpoint", position: { version: 1, file, rowid: Number(last) }, complete: true };
}

/** The last of them; that they rise is what a position stands on. */
function followingRow(ids: BigInt64Array, before: bigint, { stream }: Selection): bigint {
  let last = before;
  for (const id of ids) {
    if (id <= last) throw new Error(`Row ${id} of ${streamLabel(stream)} came after row ${last}.`);
    last = id;
  }
  return last;
}
