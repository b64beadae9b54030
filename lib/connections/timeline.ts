import { z } from "zod";
import type { AuditLine } from "@/lib/audit/line";
import { listAudit } from "@/lib/audit/service";
import { db, type Prisma } from "@/lib/db";
import { toRunSummary } from "@/lib/runs/queries";
import { runSchemaChangeSchema, type RunSchemaChange, type RunSummary } from "@/lib/runs/schema";
import type { Scope } from "@/lib/workspaces/scope";
import { requireConnection } from "./require";

/** What happened to a connection: somebody changed it, or it ran. */
export type TimelineEntry =
  | { kind: "change"; at: Date; line: AuditLine }
  | {
      kind: "run";
      at: Date;
      run: RunSummary;
      /** What people did to the run: asked for it, cancelled it, decided on held rows. Oldest first. */
      lines: AuditLine[];
      streams: { all: number; verified: number };
      /** Streams whose rows waited for a person's word. */
      held: { stream: string; heldAt: Date; releasedAt: Date | null }[];
      schemaChanges: RunSchemaChange[];
    };

export const timelineQuery = z.object({
  show: z.enum(["all", "changes", "runs", "failed"]).default("all"),
  /** The `older` of the page before. */
  before: z
    .string()
    .regex(/^\d{1,18}\.\d{1,9}$/)
    .optional(),
  limit: z.int().min(1).max(100).default(50),
});

export interface Timeline {
  /** Newest first. */
  entries: TimelineEntry[];
  /** Asks for the page after this one; null where there is nothing older. */
  older: string | null;
}

/**
 * Everything that happened to a connection. Both logs are read by their own rising numbers, and a page's end names the
 * last of each: nothing comes twice or is left out, also of what happened in the same instant.
 */
export async function listTimeline(
  scope: Scope,
  connectionId: string,
  query: z.input<typeof timelineQuery> = {},
): Promise<Timeline> {
  const { show, before, limit } = timelineQuery.parse(query);
  const { id } = await requireConnection(scope, connectionId);
  const cursor = readCursor(before);
  const [changes, runs] = await Promise.all([
    show === "runs" || show === "failed"
      ? []
      : listAudit(scope, {
          subject: id,
          limit: limit + 1,
          ...(cursor ? { before: cursor.change } : {}),
        }),
    show === "changes" ? [] : listRuns(scope, id, { show, limit: limit + 1, before: cursor?.run }),
  ]);
  const merged = mergeByTime(
    changes.map((line) => ({ at: line.at, line })),
    runs.map((run) => ({ at: run.createdAt, run })),
  );
  const page = merged.slice(0, limit);
  const entries = await describe(scope, page);
  return { entries, older: merged.length > limit ? cursorAfter(page, cursor) : null };
}

interface Cursor {
  change: bigint;
  run: number;
}

type Found = { at: Date } & ({ line: AuditLine } | { run: FoundRun });

function readCursor(text: string | undefined): Cursor | null {
  if (text === undefined) return null;
  const [change = "0", run = "0"] = text.split(".");
  return { change: BigInt(change), run: Number(run) };
}

/** Each keeps its own order, whatever a clock that was set back says. */
function mergeByTime(changes: Found[], runs: Found[]): Found[] {
  const merged: Found[] = [];
  let [change, run] = [0, 0];
  while (change < changes.length || run < runs.length) {
    const [left, right] = [changes[change], runs[run]];
    const takesLeft = left !== undefined && (right === undefined || left.at >= right.at);
    const next = takesLeft ? left : right;
    if (takesLeft) change++;
    else run++;
    if (next) merged.push(next);
  }
  return merged;
}

/** Of a log that this page shows nothing of, the page before says how far it is. */
function cursorAfter(page: Found[], before: Cursor | null): string {
  const lines = page.flatMap((found) => ("line" in found ? [BigInt(found.line.id)] : []));
  const numbers = page.flatMap((found) => ("run" in found ? [found.run.number] : []));
  const change = lines.at(-1) ?? before?.change ?? largestId;
  const run = numbers.at(-1) ?? before?.run ?? largestNumber;
  return `${change}.${run}`;
}

const largestId = 10n ** 18n - 1n;
const largestNumber = 999_999_999;

const withStreams = {
  streams: {
    select: { namespace: true, name: true, verified: true, heldAt: true, releasedAt: true },
    orderBy: { index: "asc" },
  },
} satisfies Prisma.RunInclude;

type FoundRun = Prisma.RunGetPayload<{ include: typeof withStreams; omit: { plan: true } }>;

function listRuns(
  { workspaceId }: Scope,
  connectionId: string,
  { show, limit, before }: { show: "all" | "runs" | "failed"; limit: number; before: number | undefined },
): Promise<FoundRun[]> {
  return db().run.findMany({
    where: {
      workspaceId,
      connectionId,
      ...(show === "failed" ? { status: "failed" as const } : {}),
      ...(before === undefined ? {} : { number: { lt: before } }),
    },
    orderBy: { number: "desc" },
    take: limit,
    omit: { plan: true },
    include: withStreams,
  });
}

async function describe(scope: Scope, page: Found[]): Promise<TimelineEntry[]> {
  const runIds = page.flatMap((found) => ("run" in found ? [found.run.id] : []));
  const lines = runIds.length === 0 ? [] : await listAudit(scope, { subjects: runIds, limit: 200 });
  return page.map((found) => {
    if ("line" in found) return { kind: "change", ...found };
    const { streams, ...run } = found.run;
    return {
      kind: "run",
      at: found.at,
      run: toRunSummary(run),
      lines: lines.filter((line) => line.subject === run.id).reverse(),
      streams: { all: streams.length, verified: streams.filter(({ verified }) => verified).length },
      held: streams.flatMap(({ namespace, name, heldAt, releasedAt }) =>
        heldAt ? [{ stream: namespace === "" ? name : `${namespace}.${name}`, heldAt, releasedAt }] : [],
      ),
      schemaChanges: run.schemaChanges === null ? [] : runSchemaChangeSchema.array().parse(run.schemaChanges),
    };
  });
}
