import { db, pool, type Prisma } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import type { RunCursor, RunListFilter, RunListItem, RunListPage, RunStats } from "./list-schema";
import { sumsOf, toRunSummary, toStreamStatus } from "./queries";

const pageRuns = 50;
const hourMs = 3_600_000;
const periodMs = { "24h": 24 * hourMs, "7d": 168 * hourMs, "30d": 720 * hourMs, "90d": 2_160 * hourMs };

const forList = {
  omit: { plan: true },
  include: {
    connection: {
      select: {
        name: true,
        source: { select: { connector: true } },
        destination: { select: { connector: true } },
      },
    },
  },
} satisfies Prisma.RunDefaultArgs;

/**
 * Fifty runs of the workspace, newest first, from a cursor on: as fast far back as in front. A cursor that is not of
 * this workspace means the first page. Runs under way count what they have moved so far.
 */
export async function listRunPage(
  scope: Scope,
  filter: RunListFilter,
  { before, after }: RunCursor = {},
): Promise<RunListPage> {
  const cursor = await readCursor(scope, before ?? after);
  const backwards = cursor !== null && before === undefined;
  const found = await readIds(scope, filter, { cursor, backwards });
  const isMore = found.length > pageRuns;
  const page = found.slice(0, pageRuns);
  const ids = backwards ? page.reverse() : page;
  return {
    items: await readItems(scope, ids),
    older: backwards || isMore ? (ids.at(-1) ?? null) : null,
    newer: cursor && (!backwards || isMore) ? (ids[0] ?? null) : null,
  };
}

/**
 * The runs that `listRunPage` lists, summed by the hour they were asked for in (within 24 h) or the day of `timeZone`. Every hour or day
 * from the first to the last with a run is there.
 */
export async function readRunStats(scope: Scope, filter: RunListFilter, timeZone: string): Promise<RunStats> {
  const unit = filter.period === "24h" ? "hour" : "day";
  const where = condition(scope, filter);
  const zone = `$${where.values.push(timeZone)}::text`;
  const edges =
    unit === "hour"
      ? `generate_series(date_trunc('hour', first, ${zone}), last, '1 hour')`
      : `generate_series(date_trunc('day', first AT TIME ZONE ${zone}), last AT TIME ZONE ${zone}, '1 day')`;
  const { rows } = await pool().query<
    Record<"rows" | "bytes", string> & Omit<RunStats["buckets"][0], "rows" | "bytes">
  >(
    // To find a run's place among the edges is cheaper than to compute its day, a hundred thousand times over; and a
    // sum of times cheaper than their avg. What is asked for here stands in run_sums_idx.
    `WITH span AS (SELECT min(created_at) AS first, max(created_at) AS last FROM run WHERE ${where.text}),
          edge AS (SELECT ${unit === "hour" ? "edge" : `edge AT TIME ZONE ${zone}`} AS at, place::int
                     FROM span, ${edges} WITH ORDINALITY AS made (edge, place)),
          bucket AS (
       SELECT width_bucket(created_at, (SELECT array_agg(at ORDER BY place) FROM edge)) AS place, count(*)::int AS runs,
              count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded,
              count(*) FILTER (WHERE status = 'failed')::int AS failed,
              sum(rows_written)::text AS rows, sum(bytes)::text AS bytes,
              (extract(epoch FROM sum(ended_at - started_at)) * 1000 / nullif(count(started_at) FILTER (WHERE ended_at IS NOT NULL), 0))::float8 AS took
         FROM run WHERE ${where.text} GROUP BY 1)
     SELECT at, coalesce(runs, 0) AS runs, coalesce(succeeded, 0) AS succeeded, coalesce(failed, 0) AS failed,
            coalesce(rows, '0') AS rows, coalesce(bytes, '0') AS bytes, took AS "meanDurationMs"
       FROM edge LEFT JOIN bucket USING (place) ORDER BY place`,
    where.values,
  );
  return { unit, buckets: rows.map((row) => ({ ...row, rows: BigInt(row.rows), bytes: BigInt(row.bytes) })) };
}

interface CursorRow {
  /** With all its digits, which a Date has not. */
  createdAt: string;
  number: number;
}

async function readCursor(scope: Scope, runId: string | undefined): Promise<CursorRow | null> {
  if (runId === undefined) return null;
  const { rows } = await pool().query<CursorRow>(
    `SELECT created_at::text AS "createdAt", number FROM run WHERE id = $1 AND workspace_id = $2`,
    [runId, scope.workspaceId],
  );
  return rows[0] ?? null;
}

async function readIds(
  scope: Scope,
  filter: RunListFilter,
  { cursor, backwards }: { cursor: CursorRow | null; backwards: boolean },
): Promise<string[]> {
  const { text, values } = condition(scope, filter);
  const next = (value: unknown) => `$${values.push(value)}`;
  const from = cursor
    ? ` AND (created_at, number) ${backwards ? ">" : "<"} (${next(cursor.createdAt)}::timestamptz, ${next(cursor.number)}::int)`
    : "";
  const order = backwards ? "ASC" : "DESC";
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM run WHERE ${text}${from} ORDER BY created_at ${order}, number ${order} LIMIT ${pageRuns + 1}`,
    values,
  );
  return rows.map(({ id }) => id);
}

function condition(scope: Scope, { status, kind, connection, period }: RunListFilter) {
  const values: unknown[] = [];
  const next = (value: unknown) => `$${values.push(value)}`;
  const parts = [
    `workspace_id = ${next(scope.workspaceId)}`,
    ...(status ? [`status = ${next(status)}::run_status`] : []),
    ...(kind ? [`kind = ${next(kind)}::run_kind`] : []),
    ...(connection ? [`connection_id = ${next(connection)}`] : []),
    ...(period ? [`created_at >= ${next(new Date(Date.now() - periodMs[period]))}`] : []),
  ];
  return { text: parts.join(" AND "), values };
}

async function readItems(scope: Scope, ids: string[]): Promise<RunListItem[]> {
  const where = { id: { in: ids }, workspaceId: scope.workspaceId };
  const [runs, active] = await Promise.all([
    db().run.findMany({ where, ...forList }),
    db().run.findMany({
      where: { ...where, activeConnectionId: { not: null } },
      select: { id: true, streams: true, feeds: true },
    }),
  ]);
  const live = new Map(
    active.map(({ id, streams, feeds }) => [id, streams.map((stream) => toStreamStatus(stream, feeds))]),
  );
  const items = new Map(
    runs.map(({ connection: { name, source, destination }, ...run }) => [
      run.id,
      {
        ...toRunSummary(run),
        ...sumsOf(run, live.get(run.id) ?? []),
        connection: { name, source: source.connector, destination: destination.connector },
      },
    ]),
  );
  return ids.flatMap((id) => items.get(id) ?? []);
}
