import { z } from "zod";
import { db, type Prisma } from "@/lib/db";
import type { Actor, Scope } from "@/lib/workspaces/scope";
import { auditActions, type AuditAction } from "./actions";
import type { AuditFacts } from "./facts";
import type { AuditLine } from "./line";

export interface AuditRecord {
  action: AuditAction;
  /** Id of what was changed. */
  subject: string;
  /** What else is worth knowing years later: names, never a configuration's values. */
  facts?: AuditFacts;
}

/**
 * Notes who did what. Called by every service function that changes something, once it is done, or with the transaction
 * that does it. Throws where it cannot be noted: then the caller hears that the change is not on record.
 */
export async function recordAudit(
  scope: Scope,
  { action, subject, facts }: AuditRecord,
  transaction: Prisma.TransactionClient = db(),
): Promise<void> {
  await transaction.auditEntry.create({
    data: {
      workspaceId: scope.workspaceId,
      actor: { ...scope.actor },
      action,
      subject,
      ...(facts === undefined ? {} : { facts }),
    },
  });
}

/** What of an update stands in the audit log: which settings were given, and the name. Their values may be secrets. */
export function factsOfChange(input: { name?: string | undefined }): AuditFacts {
  const given = Object.entries(input).flatMap(([field, value]) =>
    value === undefined || field === "revision" ? [] : [field],
  );
  return { changed: given, ...(input.name === undefined ? {} : { name: input.name }) };
}

/** Which entries; of what is absent all. */
export const auditFilterSchema = z.object({
  action: z.enum(auditActions).optional(),
  subject: z.string().max(200).optional(),
  /** Id of a person or an application. */
  actor: z.uuid().optional(),
});

export type AuditFilter = z.output<typeof auditFilterSchema>;

const auditQuery = auditFilterSchema.extend({
  /** Those about any of these. */
  subjects: z.string().array().max(500).optional(),
  /** The id of the last entry of the page before. */
  before: z.coerce.bigint().optional(),
  limit: z.int().min(1).max(200).default(50),
});

/** The workspace's audit log, newest first. */
export async function listAudit(scope: Scope, query: z.input<typeof auditQuery> = {}): Promise<AuditLine[]> {
  const { action, subject, subjects, actor: actorId, before, limit } = auditQuery.parse(query);
  const rows = await db().auditEntry.findMany({
    where: {
      workspaceId: scope.workspaceId,
      ...(action === undefined ? {} : { action }),
      ...(subject === undefined ? {} : { subject }),
      ...(subjects === undefined ? {} : { subject: { in: subjects } }),
      ...(actorId === undefined ? {} : { actor: { path: ["id"], equals: actorId } }),
      ...(before === undefined ? {} : { id: { lt: before } }),
    },
    orderBy: { id: "desc" },
    take: limit,
  });
  const names = await namesOf(
    scope,
    rows.map(({ actor }) => actor as unknown as Actor),
  );
  return rows.map(({ id, at, actor, action, subject, facts }) => {
    const by = actor as unknown as Actor;
    return {
      id: String(id),
      at,
      actor: by,
      actorName: ("id" in by && names.get(by.id)) || null,
      action: action as AuditAction,
      subject: subject ?? "",
      facts: (facts ?? {}) as AuditFacts,
    };
  });
}

async function namesOf({ workspaceId }: Scope, actors: Actor[]): Promise<Map<string, string>> {
  const idsOf = (kind: Actor["kind"]) => [
    ...new Set(actors.flatMap((actor) => (actor.kind === kind && "id" in actor ? [actor.id] : []))),
  ];
  const [users, applications] = await Promise.all([
    db().user.findMany({
      where: { id: { in: idsOf("user") } },
      select: { id: true, name: true },
    }),
    db().application.findMany({
      where: { id: { in: idsOf("application") }, workspaceId },
      select: { id: true, name: true },
    }),
  ]);
  return new Map([...users, ...applications].map(({ id, name }) => [id, name]));
}
