import { db, pool } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import type { AuditLine } from "./line";

/** An entry with what it is about, as a person knows it. */
export interface AuditView extends AuditLine {
  /** Null where neither it nor a former name of it is known. */
  subjectName: SubjectName | null;
  /** Its page, while it exists. */
  subjectHref: string | null;
}

/** What it is called now, or was at last; what has no name of its own by what it is. */
export type SubjectName =
  { kind: "name"; name: string } | { kind: "run"; number: number } | { kind: "workspace" };

interface Known {
  name: SubjectName;
  href: string;
}

/** Finds names and pages of what the entries are about. A fixed number of queries, however many entries there are. */
export async function nameSubjects(scope: Scope, lines: AuditLine[]): Promise<AuditView[]> {
  const ids = [...new Set(lines.map(({ subject }) => subject))].filter(isUuid);
  const [known, former] = await Promise.all([findExisting(scope, ids), findLastNames(scope, ids)]);
  return lines.map((line) => {
    const found = known.get(line.subject);
    return {
      ...line,
      subjectName: found?.name ?? former.get(line.subject) ?? null,
      subjectHref: found?.href ?? null,
    };
  });
}

async function findExisting({ workspaceId }: Scope, ids: string[]): Promise<Map<string, Known>> {
  const where = { workspaceId, id: { in: ids } };
  const select = { id: true, name: true } as const;
  const [sources, destinations, connections, runs, members] = await Promise.all([
    db().source.findMany({ where, select }),
    db().destination.findMany({ where, select }),
    db().connection.findMany({ where, select }),
    db().run.findMany({ where, select: { id: true, number: true, connectionId: true } }),
    db().member.findMany({
      where: { workspaceId, userId: { in: ids } },
      select: { userId: true, user: { select: { name: true } } },
    }),
  ]);
  return new Map<string, Known>([
    ...sources.map(({ id, name }) => [id, { name: named(name), href: `/sources/${id}` }] as const),
    ...destinations.map(({ id, name }) => [id, { name: named(name), href: `/destinations/${id}` }] as const),
    ...connections.map(({ id, name }) => [id, { name: named(name), href: `/connections/${id}` }] as const),
    ...runs.map(
      ({ id, number, connectionId }) =>
        [id, { name: { kind: "run", number }, href: `/connections/${connectionId}/runs/${id}` }] as const,
    ),
    ...members.map(
      ({ userId, user }) =>
        [userId, { name: named(user.name), href: `/settings/members/${userId}` }] as const,
    ),
    ...(ids.includes(workspaceId)
      ? [[workspaceId, { name: { kind: "workspace" }, href: "/settings" }] as const]
      : []),
  ]);
}

/** What is gone was noted by name when it was made or changed. */
async function findLastNames({ workspaceId }: Scope, ids: string[]): Promise<Map<string, SubjectName>> {
  const { rows } = await pool().query<{ subject: string; name: string }>(
    `SELECT DISTINCT ON (subject) subject, facts->>'name' AS name FROM audit_entry
      WHERE workspace_id = $1 AND subject = ANY($2::text[]) AND facts->>'name' IS NOT NULL
      ORDER BY subject, id DESC`,
    [workspaceId, ids],
  );
  return new Map(rows.map(({ subject, name }) => [subject, named(name)]));
}

function named(name: string): SubjectName {
  return { kind: "name", name };
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
