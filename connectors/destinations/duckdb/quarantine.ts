import { randomBytes } from "node:crypto";
import type {
  FeedPlan,
  Position,
  QuarantinedRow,
  QuarantineEntry,
  QuarantineStore,
  StreamPlan,
} from "@/connectors/sdk";
import { withSession, type Session } from "@/connectors/sdk/duckdb/client";
import { findFile } from "@/connectors/sdk/duckdb/database-file";
import type { DuckdbConfig } from "./config";
import { describeTable } from "./evolve";
import { quote } from "@/connectors/sdk/duckdb/names";
import { qualify } from "./layout";

/** So much waits in memory before it goes into the open transaction. */
const maxPending = 500;
const maxPendingBytes = 8 * 1024 * 1024;
const rowsPerInsert = 50;

const columns = [
  "id",
  "connection_id",
  "feed_id",
  "stream_namespace",
  "stream_name",
  "table_namespace",
  "table_name",
  "sync_id",
  "at_ms",
  "row",
  "reason",
  "field",
  "position",
  "row_number",
];
const bigints = new Set(["sync_id", "at_ms", "row_number"]);

type Stored = (string | bigint | null)[];

/** `_sluice_quarantine` in the default schema. Its rows are text, because they may hold what DuckDB's JSON takes for none. */
class QuarantineTable {
  private readonly name: string;

  constructor(
    private readonly session: Session,
    private readonly config: DuckdbConfig,
  ) {
    this.name = qualify(session, { namespace: config.schema, name: "_sluice_quarantine" });
  }

  async isThere(): Promise<boolean> {
    const table = { namespace: this.config.schema, name: "_sluice_quarantine" };
    return (await describeTable(this.session, table)).kind === "table";
  }

  async prepare(): Promise<void> {
    const definitions = columns.map((name) => `${quote(name)} ${bigints.has(name) ? "BIGINT" : "VARCHAR"}`);
    await this.session.run(`CREATE TABLE IF NOT EXISTS ${this.name} (${definitions.join(", ")})`);
  }

  async insert(rows: Stored[]): Promise<void> {
    for (let from = 0; from < rows.length; from += rowsPerInsert) {
      const part = rows.slice(from, from + rowsPerInsert);
      const places = part.map(
        (_, row) => `(${columns.map((__, column) => `$${row * columns.length + column + 1}`).join(", ")})`,
      );
      await this.session.run(`INSERT INTO ${this.name} VALUES ${places.join(", ")}`, part.flat());
    }
  }

  async remove(connectionId: string, ids: string[]): Promise<number> {
    let count = 0;
    for (const id of new Set(ids))
      count += await this.session.number(`DELETE FROM ${this.name} WHERE connection_id = $1 AND id = $2`, [
        connectionId,
        id,
      ]);
    return count;
  }

  /** What the run had put there before its feed is read from the start: the same rows will come again. */
  async emptyOfRun(plan: FeedPlan): Promise<void> {
    await this.session.run(
      `DELETE FROM ${this.name} WHERE connection_id = $1 AND feed_id = $2 AND sync_id = $3`,
      [plan.connectionId, plan.feedId, BigInt(plan.syncId)],
    );
  }

  async list(query: Parameters<QuarantineStore<DuckdbConfig>["list"]>[1]): Promise<QuarantinedRow[]> {
    const rows = await this.session.rows(
      `SELECT ${columns.map(quote).join(", ")} FROM ${this.name}
        WHERE connection_id = $1 AND id > $2 AND ($3 IS NULL OR (stream_name = $3 AND stream_namespace IS NOT DISTINCT FROM $4))
        ORDER BY id LIMIT ${Math.max(0, Math.trunc(query.limit))}`,
      [query.connectionId, query.after ?? "", query.stream?.name ?? null, query.stream?.namespace ?? null],
    );
    return rows.map((values) =>
      readStored(new Map(columns.map((name, index) => [name, values[index] ?? null]))),
    );
  }
}

function readStored(stored: Map<string, unknown>): QuarantinedRow {
  const text = (name: string) => {
    const value = stored.get(name);
    return typeof value === "string" ? value : null;
  };
  const [namespace, name, row, field] = [
    text("stream_namespace"),
    text("stream_name"),
    text("row"),
    text("field"),
  ];
  return {
    id: text("id") ?? "",
    stream: namespace === null ? { name: name ?? "" } : { namespace, name: name ?? "" },
    table: { namespace: text("table_namespace") ?? "", name: text("table_name") ?? "" },
    syncId: Number(stored.get("sync_id")),
    atMs: Number(stored.get("at_ms")),
    row: row === null ? null : (JSON.parse(row) as Record<string, string | null>),
    reason: text("reason") ?? "",
    ...(field === null ? {} : { field }),
    position: JSON.parse(text("position") ?? "null") as Position,
    rowNumber: Number(stored.get("row_number")),
  };
}

/** What one writer puts into the quarantine and takes out of it, until its next commit. */
export class PendingQuarantine {
  private entries: { stream: StreamPlan; entry: QuarantineEntry; row: string | null }[] = [];
  private bytes = 0;
  private released: string[] = [];
  private readonly table: QuarantineTable;
  private count = 0;

  constructor(
    session: Session,
    config: DuckdbConfig,
    private readonly plan: FeedPlan,
  ) {
    this.table = new QuarantineTable(session, config);
  }

  /** In the transaction of `open`. */
  async prepare(readsFromStart: boolean): Promise<void> {
    await this.table.prepare();
    if (readsFromStart) await this.table.emptyOfRun(this.plan);
  }

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
  async flush(nowMs: number): Promise<void> {
    const { entries, released } = this;
    [this.entries, this.released, this.bytes] = [[], [], 0];
    const atMs = Math.trunc(nowMs);
    await this.table.insert(entries.map((pending) => this.storedOf(pending, atMs)));
    await this.table.remove(this.plan.connectionId, released);
  }

  private storedOf(
    { stream, entry, row }: { stream: StreamPlan; entry: QuarantineEntry; row: string | null },
    atMs: number,
  ): Stored {
    return [
      this.nextId(atMs),
      this.plan.connectionId,
      this.plan.feedId,
      stream.stream.namespace ?? null,
      stream.stream.name,
      stream.table.namespace,
      stream.table.name,
      BigInt(this.plan.syncId),
      BigInt(atMs),
      row,
      storable(entry.reason),
      entry.field === undefined ? null : storable(entry.field),
      JSON.stringify(entry.position),
      BigInt(entry.rowNumber),
    ];
  }

  /** Sorts by time, then by arrival; of two writers at the same moment either may come first. */
  private nextId(atMs: number): string {
    const place = String(this.count++).padStart(9, "0");
    return `${String(atMs).padStart(14, "0")}-${place}-${randomBytes(4).toString("hex")}`;
  }
}

function storable(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed();
}

export const quarantineStore: QuarantineStore<DuckdbConfig> = {
  async list(config, query, ctx) {
    const file = await findFile(config.destination_path, ctx);
    if (file === null) return [];
    return withSession(file, ctx, async (session) => {
      const table = new QuarantineTable(session, config);
      return (await table.isThere()) ? table.list(query) : [];
    });
  },
  async discard(config, connectionId, ids, ctx) {
    const file = await findFile(config.destination_path, ctx);
    if (file === null) return 0;
    return withSession(file, ctx, (session) =>
      session.alone(() =>
        session.transaction(async () => {
          const table = new QuarantineTable(session, config);
          return (await table.isThere()) ? table.remove(connectionId, ids) : 0;
        }),
      ),
    );
  },
};
