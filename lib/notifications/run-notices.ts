import { streamLabel } from "@/connectors/sdk";
import type { Prisma } from "@/lib/db";
import { runFailureSchema, type RunFailure } from "@/lib/runs/schema";
import { isInspection } from "@/lib/runs/kinds";
import type { NotificationEvent } from "./events";
import { listeners, storeNotices, type Notice, type StoredDelivery } from "./outbox";
import { isRefusedWrite } from "@/lib/runs/refused-write";
import { lookBack, troubleOfFailure, troubleOfSuccess, type Trouble } from "./trouble";
import {
  changeWaitsWords,
  failedWords,
  heldWords,
  quarantinedWords,
  recoveredWords,
  refusedWords,
  succeededWords,
  type Words,
} from "./words";

type Tx = Prisma.TransactionClient;

const endEvents: NotificationEvent[] = [
  "run.failed",
  "run.recovered",
  "run.succeeded",
  "schema.change_waits",
  "write.refused",
  "rows.quarantined",
];

/**
 * Puts into the outbox what there is to tell of a run that has just ended, in the transaction that ends it. A sample's
 * end is told to nobody, as somebody watches it, and a cancelled run's neither.
 */
export async function noteRunEnd(tx: Tx, runId: string): Promise<StoredDelivery[]> {
  const { workspaceId } = await tx.run.findUniqueOrThrow({
    where: { id: runId },
    select: { workspaceId: true },
  });
  // Most workspaces tell nobody, and a run's end is not to wait for what nobody hears.
  if ((await listeners(tx, workspaceId, endEvents)).length === 0) return [];
  const run = await loadRun(tx, runId);
  if (run.kind === "sample" || (run.status !== "failed" && run.status !== "succeeded")) return [];
  const history = await endedRuns(tx, run);
  const happened = run.status === "failed" ? failureNotices(run, history) : successNotices(run, history);
  return storeNotices(tx, {
    workspaceId,
    muted: run.connection.mutedEvents,
    happened: [happened, quarantineNotices(run)],
  });
}

/** The same for a stream whose rows wait for a person's word: once for a run, however many of its streams wait. */
export async function noteHeld(tx: Tx, runId: string, index: number): Promise<StoredDelivery[]> {
  const run = await loadRun(tx, runId);
  const stream = run.streams.find((candidate) => candidate.index === index);
  if (!stream) throw new Error(`Run ${runId} has no stream ${index}.`);
  const connection = connectionFacts(run);
  const words = heldWords(connection, run.number, labelOf(stream));
  const notice = runNotice(run, { event: "stream.held", occasion: run.id, words, trouble: null });
  return storeNotices(tx, {
    workspaceId: run.workspaceId,
    muted: run.connection.mutedEvents,
    happened: [[notice]],
  });
}

/** One query after the other: a transaction has one connection. */
async function loadRun(tx: Tx, runId: string) {
  const run = await tx.run.findUniqueOrThrow({ where: { id: runId }, omit: { plan: true } });
  const { workspaceId, connectionId } = run;
  const connection = await tx.connection.findUniqueOrThrow({ where: { id: connectionId } });
  const end = { id: true, name: true, connector: true } as const;
  return {
    ...run,
    connection,
    workspace: await tx.workspace.findUniqueOrThrow({
      where: { id: workspaceId },
      select: { id: true, name: true },
    }),
    source: await tx.source.findUniqueOrThrow({ where: { id: connection.sourceId }, select: end }),
    destination: await tx.destination.findUniqueOrThrow({
      where: { id: connection.destinationId },
      select: end,
    }),
    streams: await tx.runStream.findMany({
      where: { runId },
      select: { index: true, namespace: true, name: true, quarantined: true },
    }),
  };
}

type LoadedRun = Awaited<ReturnType<typeof loadRun>>;

/** Of the same family: a comparison that fails does not say that syncs do. */
async function endedRuns(tx: Tx, { id, connectionId, createdAt, kind }: LoadedRun) {
  const inspections = ["verify", "repair"] as const;
  const runs = await tx.run.findMany({
    where: {
      connectionId,
      createdAt: { lte: createdAt },
      OR: [{ id }, { status: { in: ["failed", "succeeded"] } }],
      kind: isInspection(kind) ? { in: [...inspections] } : { notIn: [...inspections, "sample"] },
    },
    orderBy: [{ createdAt: "desc" }, { number: "desc" }],
    take: lookBack,
    select: { id: true, status: true, endedAt: true, createdAt: true },
  });
  return runs.map(({ id, status, endedAt, createdAt }) => ({
    id,
    failed: status === "failed",
    endedAt: endedAt ?? createdAt,
  }));
}

function failureNotices(run: LoadedRun, history: Parameters<typeof troubleOfFailure>[0]): Notice[] {
  const trouble = troubleOfFailure(history);
  const facts = factsOf(run, trouble);
  const failure = failureOf(run);
  const notice = (event: NotificationEvent, words: Words, occasion = trouble.occasion) =>
    runNotice(run, { event, occasion, words, trouble });
  return [
    ...(run.connection.pendingChange === null
      ? []
      : [notice("schema.change_waits", changeWaitsWords(facts), run.id)]),
    ...(failure && isRefusedWrite(failure) ? [notice("write.refused", refusedWords(facts))] : []),
    notice("run.failed", failedWords(facts, trouble.flaps)),
  ];
}

function successNotices(run: LoadedRun, history: Parameters<typeof troubleOfSuccess>[0]): Notice[] {
  const trouble = troubleOfSuccess(history);
  const facts = factsOf(run, trouble);
  const succeeded = { event: "run.succeeded" as const, occasion: run.id, trouble: null };
  return [
    ...(trouble
      ? [
          runNotice(run, {
            event: "run.recovered",
            occasion: trouble.occasion,
            words: recoveredWords(facts),
            trouble,
          }),
        ]
      : []),
    runNotice(run, { ...succeeded, words: succeededWords(facts) }),
  ];
}

/** Once a day for a connection. What a replay could not write has been told already. */
function quarantineNotices(run: LoadedRun): Notice[] {
  const rows = quarantinedOf(run);
  if (rows === 0n || run.kind === "replay") return [];
  const occasion = (run.endedAt ?? run.createdAt).toISOString().slice(0, 10);
  const words = quarantinedWords(factsOf(run, null));
  return [runNotice(run, { event: "rows.quarantined", occasion, words, trouble: null })];
}

interface RunNotice {
  event: NotificationEvent;
  /** Of the connection and the event. */
  occasion: string;
  words: Words;
  trouble: Trouble | null;
}

function runNotice(run: LoadedRun, { event, occasion, words, trouble }: RunNotice): Notice {
  const isAboutConnection = event === "schema.change_waits";
  const page = `/connections/${run.connectionId}`;
  return {
    version: 1,
    event,
    occasion: `${event}:${run.connectionId}:${occasion}`,
    at: (run.endedAt ?? new Date()).toISOString(),
    ...words,
    workspace: run.workspace,
    ...factsOf(run, trouble),
    path: isAboutConnection ? page : `${page}/runs/${run.id}`,
  };
}

function factsOf(run: LoadedRun, trouble: Trouble | null) {
  const failure = failureOf(run);
  return {
    connection: connectionFacts(run),
    run: {
      id: run.id,
      number: run.number,
      kind: run.kind,
      trigger: run.trigger,
      status: run.status,
      startedAt: run.startedAt?.toISOString() ?? null,
      endedAt: run.endedAt?.toISOString() ?? null,
      rowsRead: Number(run.rowsRead),
      rowsWritten: Number(run.rowsWritten),
      bytes: Number(run.bytes),
      quarantinedRows: Number(quarantinedOf(run)),
      failure: failure && { kind: failure.kind, stream: failure.stream ?? null },
    },
    trouble: trouble && { failedRuns: trouble.failedRuns, since: trouble.since.toISOString() },
  };
}

function connectionFacts({ connection, source, destination }: LoadedRun) {
  return { id: connection.id, name: connection.name, source, destination };
}

function failureOf({ failure }: LoadedRun): RunFailure | null {
  return failure === null ? null : runFailureSchema.parse(failure);
}

function quarantinedOf({ streams }: LoadedRun): bigint {
  return streams.reduce((total, stream) => total + stream.quarantined, 0n);
}

function labelOf({ namespace, name }: { namespace: string; name: string }): string {
  return streamLabel(namespace === "" ? { name } : { namespace, name });
}
