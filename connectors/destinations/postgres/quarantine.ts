import type {
  Context,
  FeedPlan,
  Position,
  QuarantinedRow,
  QuarantineEntry,
  QuarantineStore,
  StreamPlan,
} from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { inTransaction, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { createOwnTables } from "./own-tables";
import { type StateTables, stateTables } from "./state";

/** So much waits in memory before it is sent to the server, where it waits for the commit. */
const maxPending = 500;
const maxPendingBytes = 8 * 1024 * 1024;

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

  /** In the open transaction. The row is text, not jsonb, because it may hold what jsonb takes for no text. */
  async flush(session: PgSession, atMs: number): Promise<void> {
    const { entries, released } = this;
    [this.entries, this.released, this.bytes] = [[], [], 0];
    const doing = "Writing to the quarantine";
    if (entries.length > 0) {
      await session.query(
        doing,
        `INSERT INTO ${this.tables.quarantine}
           (connection_id, feed_id, stream_namespace, stream_name, table_namespace, table_name, sync_id, at, "row", reason, field, position, row_number)
         SELECT $1, $13, e.stream_namespace, e.stream_name, e.table_namespace, e.table_name, $2, $3, e."row", e.reason, e.field, e.position, e.row_number
           FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[])
             WITH ORDINALITY AS e (stream_namespace, stream_name, table_namespace, table_name, "row", reason, field, position, row_number, place)
          ORDER BY e.place`,
        [
          this.plan.connectionId,
          this.plan.syncId,
          new Date(atMs).toISOString(),
          ...columnsOf(entries),
          this.plan.feedId,
        ],
      );
    }
    if (released.length > 0) await remove(session, this.tables, this.plan.connectionId, released);
  }
}

/** SQL that takes away what the run had put there before its feed is read from the start: the same rows will come again. */
export function emptyOfRun(tables: StateTables, plan: FeedPlan): string {
  const feed = `connection_id = ${quoteLiteral(plan.connectionId)} AND feed_id = ${quoteLiteral(plan.feedId)}`;
  return `DELETE FROM ${tables.quarantine} WHERE ${feed} AND sync_id = ${plan.syncId}`;
}

function columnsOf(
  pending: { stream: StreamPlan; entry: QuarantineEntry; row: string | null }[],
): unknown[][] {
  return [
    pending.map(({ stream }) => stream.stream.namespace ?? null),
    pending.map(({ stream }) => stream.stream.name),
    pending.map(({ stream }) => stream.table.namespace),
    pending.map(({ stream }) => stream.table.name),
    pending.map(({ row }) => row),
    pending.map(({ entry }) => storable(entry.reason)),
    pending.map(({ entry }) => (entry.field === undefined ? null : storable(entry.field))),
    pending.map(({ entry }) => JSON.stringify(entry.position)),
    pending.map(({ entry }) => entry.rowNumber),
  ];
}

/** PostgreSQL has no U+0000, and UTF-8 no half characters. */
function storable(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed();
}

export const quarantineStore: QuarantineStore<PostgresDestinationConfig> = {
  list: (config, query, ctx) => inside(config, ctx, (session, tables) => listRows(session, tables, query)),
  discard: (config, connectionId, ids, ctx) =>
    inside(config, ctx, (session, tables) => remove(session, tables, connectionId, ids)),
};

async function inside<Result>(
  config: PostgresDestinationConfig,
  ctx: Context,
  work: (session: PgSession, tables: StateTables) => Promise<Result>,
): Promise<Result> {
  const tables = stateTables(config.schema);
  return withSession(config, ctx, (session) =>
    inTransaction(session, async () => {
      await createOwnTables(session, tables, config.schema);
      return work(session, tables);
    }),
  );
}

interface StoredRow extends Record<string, unknown> {
  id: string;
  stream_namespace: string | null;
  stream_name: string;
  table_namespace: string;
  table_name: string;
  sync_id: string;
  at_ms: string;
  row: string | null;
  reason: string;
  field: string | null;
  position: string;
  row_number: string;
}

async function listRows(
  session: PgSession,
  tables: StateTables,
  query: Parameters<QuarantineStore<PostgresDestinationConfig>["list"]>[1],
): Promise<QuarantinedRow[]> {
  const rows = await session.query<StoredRow>(
    "Reading the quarantine",
    `SELECT id, stream_namespace, stream_name, table_namespace, table_name, sync_id, (extract(epoch FROM at) * 1000)::bigint AS at_ms,
            "row", reason, field, position, row_number
       FROM ${tables.quarantine}
      WHERE connection_id = $1 AND id > $2 AND ($3::text IS NULL OR (stream_name = $3 AND stream_namespace IS NOT DISTINCT FROM $4))
      ORDER BY id LIMIT $5`,
    [
      query.connectionId,
      isId(query.after) ? query.after : "0",
      query.stream?.name ?? null,
      query.stream?.namespace ?? null,
      query.limit,
    ],
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
    atMs: Number(stored.at_ms),
    row: stored.row === null ? null : (JSON.parse(stored.row) as Record<string, string | null>),
    reason: stored.reason,
    ...(stored.field === null ? {} : { field: stored.field }),
    position: JSON.parse(stored.position) as Position,
    rowNumber: Number(stored.row_number),
  };
}

async function remove(
  session: PgSession,
  tables: StateTables,
  connectionId: string,
  ids: string[],
): Promise<number> {
  const [row] = await session.query<{ count: string }>(
    "Taking rows out of the quarantine",
    `WITH gone AS (DELETE FROM ${tables.quarantine} WHERE connection_id = $1 AND id = ANY($2::bigint[]) RETURNING id)
     SELECT count(*) AS count FROM gone`,
    [connectionId, ids.filter(isId)],
  );
  return Number(row?.count ?? 0);
}

/** What is no number this table gives is no row of it. */
function isId(id: string | undefined): boolean {
  return id !== undefined && /^\d{1,18}$/.test(id);
}
