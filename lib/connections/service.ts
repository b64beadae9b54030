import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Stream } from "@/connectors/sdk";
import { factsOfChange, recordAudit } from "@/lib/audit/service";
import { configureAll } from "@/lib/catalog/defaults";
import { checkChoice, type ChoiceContext } from "@/lib/catalog/validate";
import { configuredStreamSchema, type ConfiguredStream } from "@/lib/catalog/schema";
import { loadDestination } from "@/lib/connectors/catalogue";
import { db, Prisma, type Connection } from "@/lib/db";
import { requireDestination } from "@/lib/destinations/queries";
import { InvalidInputError, StaleError } from "@/lib/errors";
import { discoverSource } from "@/lib/sources/discovery";
import { requireSource } from "@/lib/sources/queries";
import { streamKey } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { forgetSchemas, rememberApproved } from "./approve-change";
import { chosenAnew, isSameChoice } from "./chosen-anew";
import { openMapperKeys, sealMapperKeys } from "./mapper-secrets";
import { getConnection } from "./queries";
import { requireConnection } from "./require";
import { requireFollowable } from "./follow";
import { canDecline, readPendingChange } from "./pending-change";
import { nextDue, readSchedule, storeSchedule, type Schedule } from "./schedule";
import {
  createConnectionInput,
  updateConnectionInput,
  type CreateConnectionInput,
  type UpdateConnectionInput,
} from "./schema";
import type { ConnectionView } from "./view";

export { deleteConnection } from "./delete";
export { listDueConnections, markDispatched } from "./due";
export { getConnection, listConnections } from "./queries";

/**
 * Connects a source with a destination. What the source offers comes from the last discovery, or from one made now.
 * InvalidInputError names each stream that cannot be moved as chosen, and what to choose instead.
 */
export async function createConnection(scope: Scope, input: CreateConnectionInput): Promise<ConnectionView> {
  const { streams, ...settings } = createConnectionInput.parse(input);
  const source = await requireSource(scope, settings.sourceId);
  const destination = await requireDestination(scope, settings.destinationId);
  const owner = { id: randomUUID(), workspaceId: scope.workspaceId };
  const ends = { sourceId: source.id, connector: destination.connector };
  const settled = await settleStreams(scope, ends, streams);
  const name = settings.name ?? `${source.name} → ${destination.name}`;
  const row = await db().$transaction(async (tx) => {
    await requireFollowable(tx, { ...owner, name }, settings.schedule);
    return tx.connection.create({
      data: {
        ...settings,
        ...owner,
        ...sealMapperKeys(owner, settled.streams),
        ...storeSchedule(settings.schedule),
        offeredStreams: settled.offeredStreams,
        name,
        nextDueAt: dueAtOf(settings.status, settings.schedule),
      },
    });
  });
  const facts = { name: row.name, sourceId: source.id, destinationId: destination.id };
  await recordAudit(scope, { action: "connection.created", subject: row.id, facts });
  return getConnection(scope, row.id);
}

/** What is absent in `input` stays as it is. A change takes effect with the next run, not in one under way. */
export async function updateConnection(
  scope: Scope,
  id: string,
  input: UpdateConnectionInput,
): Promise<ConnectionView> {
  const { streams, approveSchemaChange, declineSchemaChange, revision, ...rest } =
    updateConnectionInput.parse(input);
  const before = await requireConnection(scope, id);
  const settled = streams && (await settleStreams(scope, await endsOf(scope, before), streams));
  const sealed = settled && sealMapperKeys(before, settled.streams, openMapperKeys(before));
  // Who sends once more what is there has chosen nothing.
  const chosen = sealed && !isSameChoice(streamsOf(before), sealed.streams) ? settled : undefined;
  const approves = before.pendingChange !== null && (approveSchemaChange === true || chosen !== undefined);
  const declines = !approves && declineSchemaChange === true && requireDeclinable(before);
  const { policies: asked, ...given } = rest;
  const policies = declines ? { ...asked, schemaChanges: "ignore" as const } : asked;
  const isSettled = approves || declines;
  if (given.status === "active" && before.pendingChange !== null && !isSettled) throw notApproved();
  const settings = isSettled ? { status: "active" as const, ...given } : given;
  const { schedule, ...plain } = settings;
  const data: Prisma.ConnectionUncheckedUpdateManyInput = dropAbsent(plain);
  if (schedule) Object.assign(data, storeSchedule(schedule));
  if (isSettled) data.pendingChange = Prisma.DbNull;
  if (sealed) Object.assign(data, sealed);
  if (chosen) data.offeredStreams = chosen.offeredStreams;
  if (policies) data.policies = { ...(before.policies as Prisma.JsonObject), ...dropAbsent(policies) };
  const rescheduled = dueAfterChange(before, settings);
  if (rescheduled !== undefined) data.nextDueAt = rescheduled;
  await db().$transaction(async (tx) => {
    if (schedule) await requireFollowable(tx, before, schedule);
    const where = { id, workspaceId: scope.workspaceId, ...(revision === undefined ? {} : { revision }) };
    const { count } = await tx.connection.updateMany({
      where,
      data: { ...data, revision: { increment: 1 } },
    });
    if (count === 0) throw new StaleError("connection");
    if (chosen) await forgetSchemas(tx, id, chosenAnew(streamsOf(before), chosen.streams));
    if (approves)
      await rememberApproved(tx, before, {
        policies: policies && dropAbsent(policies),
        streams: chosen?.streams,
      });
    await recordAudit(
      scope,
      {
        action: "connection.updated",
        subject: before.id,
        facts: { ...factsOfChange(input), ...(given.status === undefined ? {} : { status: given.status }) },
      },
      tx,
    );
  });
  return getConnection(scope, id);
}

async function endsOf(scope: Scope, { sourceId, destinationId }: Connection) {
  const { connector } = await requireDestination(scope, destinationId);
  return { sourceId, connector };
}

function streamsOf({ streams }: Connection): ConfiguredStream[] {
  return configuredStreamSchema.array().parse(streams);
}

/** True where a change waits that can be declined, false where none waits. */
function requireDeclinable({ pendingChange }: Connection): boolean {
  const change = readPendingChange(pendingChange);
  if (change && !canDecline(change))
    throw new InvalidInputError(
      "Fields that the connection moves are gone or have become others: there is no going on without that. Approve the change, or choose streams and keys anew.",
      [{ path: ["declineSchemaChange"], message: "more than new fields has changed" }],
    );
  return change !== null;
}

function notApproved(): InvalidInputError {
  const message =
    "A change of the source's schema waits for approval. Send approveSchemaChange: true with it.";
  return new InvalidInputError(message, [{ path: ["status"], message }]);
}

export function setSchedule(scope: Scope, id: string, schedule: Schedule): Promise<ConnectionView> {
  return updateConnection(scope, id, { schedule });
}

interface SettledStreams {
  streams: ConfiguredStream[];
  /** All that the source offered when they were chosen. */
  offeredStreams: string[];
}

/** The choice as it is stored. A stream the last discovery did not know is looked for once more at the source. */
export async function settleStreams(
  scope: Scope,
  ends: { sourceId: string; connector: string },
  chosen: ConfiguredStream[] | undefined,
): Promise<SettledStreams> {
  const { spec, capabilities } = await loadDestination(ends.connector);
  const destination = { title: spec.title, ...capabilities };
  const discovered = await discoverSource(scope, ends.sourceId);
  const offeredStreams = discovered.map(streamKey);
  if (!chosen) return { streams: chooseAll(discovered, destination), offeredStreams };
  const first = checkChoice(chosen, { discovered, destination });
  if (first.issues.length === 0) return { streams: first.streams, offeredStreams };
  const fresh = await discoverSource(scope, ends.sourceId, { refresh: true });
  const { streams, issues } = checkChoice(chosen, { discovered: fresh, destination });
  if (issues.length === 0) return { streams, offeredStreams: fresh.map(streamKey) };
  throw new InvalidInputError(
    issues.map((issue) => issue.message).join(" "),
    issues.map(({ path, message }) => ({ path: ["streams", ...path], message })),
  );
}

function chooseAll(discovered: Stream[], destination: ChoiceContext["destination"]): ConfiguredStream[] {
  const streams = configureAll(discovered, destination.modes, "full_refresh_overwrite");
  if (streams.length > 0) return streams;
  throw new InvalidInputError(
    discovered.length === 0
      ? "The source offers no stream. Check its configuration and the rights of its user."
      : `The source and ${destination.title} have no sync mode in common. Choose another destination.`,
    [{ path: ["streams"], message: "there is nothing to sync" }],
  );
}

function dueAtOf(status: Connection["status"], schedule: Schedule): Date | null {
  return status === "active" ? nextDue(schedule, new Date()) : null;
}

/** undefined where neither schedule nor status is another than before: the next tick stays where it is. */
function dueAfterChange(
  before: Connection,
  { schedule, status }: { schedule?: Schedule | undefined; status?: Connection["status"] | undefined },
): Date | null | undefined {
  const stored = { status: before.status, schedule: readSchedule(before) };
  const wanted = { status: status ?? stored.status, schedule: schedule ?? stored.schedule };
  const isSame = isDeepStrictEqual(wanted, stored);
  return isSame ? undefined : dueAtOf(wanted.status, wanted.schedule);
}

function dropAbsent<T extends object>(settings: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
