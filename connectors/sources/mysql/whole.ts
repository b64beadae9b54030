import { type Position, type ReadEvent, RestartFeedError, streamLabel } from "@/connectors/sdk";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { toBatch } from "./batches";
import type { Reading } from "./incremental";
import { isBeyond, type OrderColumn } from "./order";
import { type KeyPosition, parseKeyPosition } from "./position";
import { type Selection, selectSql } from "./select";
import { keyThatFits } from "@/connectors/sdk/cursor/position";
import { fieldText } from "./tuples";

/**
 * The whole table. Where the engine keeps rows in the order of a primary key that texts can express, a checkpoint
 * every few seconds names the last key, and another slice goes on behind it, in a snapshot of its own. Otherwise there
 * is one checkpoint at the end, and one snapshot for all.
 */
export async function* readWhole(
  session: MySqlSession,
  selection: Selection,
  position: Position | null,
  reading: Reading,
  grant: string,
): AsyncGenerator<ReadEvent> {
  const { ctx, pace, encoding } = reading;
  const key = selection.relation.isTransactional ? (selection.key ?? []) : [];
  const names = key.map(({ name }) => name);
  const from = key.length > 0 ? parseKeyPosition(position, names) : null;
  const { createdAt } = selection.relation;
  if (from?.createdAt !== undefined && createdAt !== null && from.createdAt !== createdAt)
    throw new RestartFeedError(
      `it was made anew, truncated or rebuilt at ${createdAt}, after a part of it had been read.`,
    );
  const place = { version: 1, columns: names, ...(createdAt === null ? {} : { createdAt }) };
  let lastMs = ctx.clock.now();
  let bytes = 0;
  const doing = `Reading ${streamLabel(selection.stream)}`;
  for await (const block of session.rows(doing, wholeSql(selection, key, from), pace.blockBytes, grant)) {
    bytes += block.bytes.length;
    yield { type: "batch", stream: 0, batch: toBatch(block, selection, key.length, encoding) };
    const isDue = bytes >= pace.checkpointEveryBytes || ctx.clock.now() - lastMs >= pace.checkpointEveryMs;
    if (!isDue || key.length === 0) continue;
    const last = keyThatFits(key.map((_, index) => fieldText(block, block.count - 1, index) ?? ""));
    if (!last) continue;
    yield { type: "checkpoint", position: { ...place, key: last } };
    lastMs = ctx.clock.now();
    bytes = 0;
  }
  yield { type: "checkpoint", position: null, complete: true };
}

/** In the order of the key without a sort: the rows lie in it. */
function wholeSql(selection: Selection, key: OrderColumn[], from: KeyPosition | null): string {
  const hint = key.length > 0 ? " FORCE INDEX (PRIMARY)" : "";
  return selectSql(selection, key, { where: from ? isBeyond(key, from.key) : "", hint });
}
