import type {
  Context,
  FeedPlan,
  Position,
  QuarantinedRow,
  QuarantineEntry,
  QuarantineQuery,
  QuarantineStore,
  StreamPlan,
} from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { createOwnTables, type StateTables, stateTables } from "./own-tables";
import { feedKey, hashed } from "./state";

/** So much waits in memory before it is sent to the server, where it waits for the commit. */
const maxPending = 500;
const maxPendingBytes = 8 * 1024 * 1024;
/** Beside a row there are its reason and its place. */
const headRoom = 256 * 1024;

/** What one writer puts into the quarantine and takes out of it, until its next commit. */
export class PendingQuarantine {
  private entries: { stream: StreamPlan; entry: QuarantineEntry; row: string | null }[] = [];
  private bytes = 0;
  private released: string[] = [];

  constructor(
    private readonly tables: StateTables,
    private readonly plan: FeedPlan,
  ) {}

  add(stream: StreamPlan, entries: QuarantineEntry[]): void {
    for (const entry of entries) {
      const row = entry.row && JSON.stringify(entry.row);
      this.entries.push({ stream, entry, row });
      this.bytes += row?.length ?? 0;
    }
  }

  release(ids: string[]): void {
    this.released.push(...ids);
  }

  get isFull(): boolean {
    return this.entries.length >= maxPending || this.bytes >= maxPendingBytes;
  }

  get isEmpty(): boolean {
    return this.entries.length === 0 && this.released.length === 0;
  }

  /** In the open transaction. */
  async flush(session: MySqlSession, atMs: number): Promise<void> {
    const { entries, released } = this;
    [this.entries, this.released, this.bytes] = [[], [], 0];
    const maxBytes = session.server.maxAllowedPacket - headRoom;
    const tuples = entries.map(({ stream, entry, row }) => {
      const literal = textOf(row);
      const kept = Buffer.byteLength(literal) > maxBytes ? "NULL" : literal;
      return `(${this.feedColumns(atMs)}, ${streamColumns(stream)}, ${kept}, ${entryColumns(entry)})`;
    });
    for (const values of inPackets(tuples, maxBytes))
      await session.run(
        "Writing to the quarantine",
        `INSERT INTO ${this.tables.quarantine}
           (connection, feed, connection_id, feed_id, sync_id, at, stream_namespace, stream_name, table_namespace, table_name,
            \`row\`, reason, field, position, \`row_number\`) VALUES ${values}`,
      );
    if (released.length > 0) await remove(session, this.tables, this.plan.connectionId, released);
  }

  private feedColumns(atMs: number): string {
    const { connectionId, feedId, syncId } = this.plan;
    const at = new Date(atMs).toISOString().replace("T", " ").replace("Z", "");
    const ids = [hashed(connectionId), feedKey(this.plan), quoteLiteral(connectionId), quoteLiteral(feedId)];
    return [...ids, syncId, quoteLiteral(at)].join(", ");
  }
}

function streamColumns({ stream, table }: StreamPlan): string {
  return [stream.namespace ?? null, stream.name, table.namespace, table.name].map(textOf).join(", ");
}

function entryColumns({ reason, field, position, rowNumber }: QuarantineEntry): string {
  return [textOf(reason), textOf(field ?? null), textOf(JSON.stringify(position)), rowNumber].join(", ");
}

function textOf(text: string | null): string {
  return text === null ? "NULL" : quoteLiteral(text);
}

/** Lists of tuples, each about as large as a statement may be. */
function inPackets(tuples: string[], maxBytes: number): string[] {
  const lists: string[][] = [];
  let room = 0;
  for (const tuple of tuples) {
    const bytes = Buffer.byteLength(tuple);
    if (bytes > room) {
      lists.push([]);
      room = maxBytes;
    }
    lists.at(-1)?.push(tuple);
    room -= bytes + 1;
  }
  return lists.map((list) => list.join(","));
}

/** What the run had put there before its feed is read from the start: the same rows will come again. */
export async function emptyOfRun(session: MySqlSession, tables: StateTables, plan: FeedPlan): Promise<void> {
  await session.run(
    "Emptying the quarantine of the run",
    `DELETE FROM ${tables.quarantine} WHERE feed = ${feedKey(plan)} AND sync_id = ${plan.syncId}`,
  );
}

export const quarantineStore: QuarantineStore<MySqlDestinationConfig> = {
  list: (config, query, ctx) => inside(config, ctx, (session, tables) => listRows(session, tables, query)),
  discard: (config, connectionId, ids, ctx) =>
    inside(config, ctx, (session, tables) => remove(session, tables, connectionId, ids)),
};

async function inside<Result>(
  config: MySqlDestinationConfig,
  ctx: Context,
  work: (session: MySqlSession, tables: StateTables) => Promise<Result>,
): Promise<Result> {
  return withSession(config, ctx, async (session) => {
    await createOwnTables(session, config);
    return work(session, stateTables(config.database));
  });
}

interface StoredRow extends Record<string, string | null> {
  id: string;
  stream_namespace: string | null;
  stream_name: string;
  table_namespace: string;
  table_name: string;
  sync_id: string;
  at: string;
  row: string | null;
  reason: string;
  field: string | null;
  position: string;
  row_number: string;
}

async function listRows(
  session: MySqlSession,
  tables: StateTables,
  { connectionId, stream, after, limit }: QuarantineQuery,
): Promise<QuarantinedRow[]> {
  const ofStream = stream
    ? ` AND stream_name = ${quoteLiteral(stream.name)} AND stream_namespace <=> ${textOf(stream.namespace ?? null)}`
    : "";
  const rows = await session.query<StoredRow>(
    "Reading the quarantine",
    `SELECT id, stream_namespace, stream_name, table_namespace, table_name, sync_id, at, \`row\`, reason, field, position, \`row_number\`
       FROM ${tables.quarantine}
      WHERE connection = ${hashed(connectionId)} AND id > ${isId(after) ? after : 0}${ofStream}
      ORDER BY id LIMIT ${limit}`,
  );
  return rows.map(readStored);
}

function readStored(stored: StoredRow): QuarantinedRow {
  const { stream_namespace: namespace, stream_name: name } = stored;
  return {
    id: stored.id,
    stream: namespace === null ? { name } : { namespace, name },
    table: { namespace: stored.table_namespace, name: stored.table_name },
    syncId: Number(stored.sync_id),
    atMs: Date.parse(`${stored.at.replace(" ", "T")}Z`),
    row: stored.row === null ? null : (JSON.parse(stored.row) as Record<string, string | null>),
    reason: stored.reason,
    ...(stored.field === null ? {} : { field: stored.field }),
    position: JSON.parse(stored.position) as Position,
    rowNumber: Number(stored.row_number),
  };
}

async function remove(
  session: MySqlSession,
  tables: StateTables,
  connectionId: string,
  ids: string[],
): Promise<number> {
  const known = ids.filter(isId);
  if (known.length === 0) return 0;
  const { affectedRows } = await session.run(
    "Taking rows out of the quarantine",
    `DELETE FROM ${tables.quarantine} WHERE connection = ${hashed(connectionId)} AND id IN (${known.join(", ")})`,
  );
  return affectedRows;
}

/** What is no number this table gives is no row of it. */
function isId(id: string | undefined): id is string {
  return id !== undefined && /^\d{1,18}$/.test(id);
}
