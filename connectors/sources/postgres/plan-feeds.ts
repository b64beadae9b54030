import {
  type Context,
  type Feed,
  feedIdOf,
  oneFeedPerStream,
  type SelectedStream,
  streamLabel,
} from "@/connectors/sdk";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { withSnapshot } from "./client";
import type { PostgresSourceConfig } from "./config";
import { groupBounds, type KeyRange, pickBounds } from "./key-range";

/** What a table must be for ranges of its key to pay. */
export interface SplitRules {
  /** Smaller tables are read sooner than they are split. */
  minBytes: number;
  /** What one statement reads; after each there is a checkpoint. */
  pieceBytes: number;
}

const defaultRules: SplitRules = { minBytes: 256 * 1024 * 1024, pieceBytes: 128 * 1024 * 1024 };

/** How closely the rows lie in the order of the key, from 0 to 1: below, a range would be all over the table. */
const minCorrelation = 0.8;
/** Longer values would make the plan of a run large. */
const maxBoundLength = 500;

/** One feed for each stream; for large tables that are refreshed as a whole, as many as the configuration says. */
export async function planFeeds(
  config: PostgresSourceConfig,
  streams: SelectedStream[],
  ctx: Context,
  rules = defaultRules,
): Promise<Feed[]> {
  const refreshed = streams.filter(({ mode }) => mode === "full_refresh");
  if (config.parallel_ranges === 1 || refreshed.length === 0) return asOneEach(streams);
  const facts = await withSnapshot(config, ctx, (session) => lookAtKeys(session, refreshed));
  return streams.flatMap((stream) => {
    const table = facts.get(streamLabel(stream));
    const ranges =
      stream.mode === "full_refresh" && table ? split(table, config.parallel_ranges, rules, ctx) : null;
    if (!ranges) return asOneEach([stream]);
    return ranges.map((range, index) => ({
      id: `${feedIdOf(stream)} range ${index + 1} of ${ranges.length}`,
      streams: [stream],
      part: { ...range },
    }));
  });
}

/** A table that is soon read again is read at one go: destinations load faster what comes with one checkpoint. */
const oneGoBytes = 1024 * 1024 * 1024;

function asOneEach(streams: SelectedStream[]): Feed[] {
  return oneFeedPerStream(streams).map((feed) => ({
    ...feed,
    hasOneCheckpoint: feed.streams.every(isSmall),
  }));
}

function isSmall({ mode, estimate }: SelectedStream): boolean {
  return mode === "full_refresh" && estimate !== undefined && estimate.bytes <= oneGoBytes;
}

interface KeyFacts {
  label: string;
  column: string;
  bytes: number;
  correlation: number | null;
  /** Values that part the rows into equal shares, the smallest and the largest included. */
  histogram: string[] | null;
}

async function lookAtKeys(session: PgSession, streams: SelectedStream[]): Promise<Map<string, KeyFacts>> {
  const rows = await session.query<
    Omit<KeyFacts, "label" | "bytes"> & { schema: string; name: string; bytes: string }
  >(
    "Looking at the keys of the tables",
    `SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, s.correlation,
            c.relpages::int8 * current_setting('block_size')::int8 AS bytes,
            s.histogram_bounds::text::text[] AS histogram
       FROM unnest($1::text[], $2::text[]) AS wanted(schema, name)
       JOIN pg_namespace n ON n.nspname = wanted.schema
       JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name AND c.relkind = 'r' AND NOT c.relhassubclass
       JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND i.indisvalid
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       JOIN pg_type t ON t.oid = a.atttypid AND t.typname = ANY ($3) AND t.typnamespace = 'pg_catalog'::regnamespace
       LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited`,
    [streams.map(({ namespace }) => namespace ?? "public"), streams.map(({ name }) => name), keyTypes],
  );
  return new Map(
    rows.map(({ schema, name, bytes, ...facts }) => {
      const label = streamLabel({ namespace: schema, name });
      return [label, { ...facts, label, bytes: Number(bytes) }];
    }),
  );
}

const keyTypes = [
  ...["int2", "int4", "int8", "numeric", "float4", "float8", "oid"],
  ...["text", "varchar", "bpchar", "uuid", "date", "timestamp", "timestamptz"],
];

/** null where the table is read as one; the log says why, unless it is merely small. */
function split(facts: KeyFacts, parts: number, rules: SplitRules, ctx: Context): KeyRange[] | null {
  const { label, column, bytes, correlation, histogram } = facts;
  if (bytes < rules.minBytes) return null;
  const whole = (why: string) => {
    ctx.log("info", `${label} is read as one, not in ranges of its key: ${why}.`);
    return null;
  };
  if (!histogram || correlation === null)
    return whole(`the server has no statistics of "${column}" that the user may see (run ANALYZE)`);
  if (Math.abs(correlation) < minCorrelation)
    return whole(
      `its rows do not lie in the order of "${column}", so that each range would be all over the table`,
    );
  if (histogram.some((bound) => bound.length > maxBoundLength))
    return whole(`values of "${column}" are too long`);
  const pieces = Math.max(parts, Math.ceil(bytes / rules.pieceBytes));
  const ranges = groupBounds(column, pickBounds(histogram, pieces), parts);
  return ranges.length > 1 ? ranges : whole(`"${column}" has too few values`);
}
