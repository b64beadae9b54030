import { db, pool } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import type { AuditLine } from "./line";

/** An entry with what it is about, as a person knows it. */
export interface AuditView extends AuditLine {
  /** Its name as it is now, or the last that the log knows; null where there is none. */
  subjectName: string | null;
  /** Its page, while it exists. */
  subjectHref: string | null;
}

interface Known {
  name: string;
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
    ...sources.map(({ id, name }) => [id, { name, href: `/sources/${id}` }] as const),
    ...destinations.map(({ id, name }) => [id, { name, href: `/destinations/${id}` }] as const),
    ...connections.map(({ id, name }) => [id, { name, href: `/connections/${id}` }] as const),
    ...runs.map(
      ({ id, number, connectionId }) =>
        [id, { name: `Run ${number}`, href: `/connections/${connectionId}/runs/${id}` }] as const,
    ),
    ...members.map(
      ({ userId, user }) => [userId, { name: user.name, href: `/settings/members/${userId}` }] as const,
    ),
    ...(ids.includes(workspaceId) ? [[workspaceId, { name: "Workspace", href: "/settings" }] as const] : []),
  ]);
}

/** What is gone was noted by name when it was made or changed. */
async function findLastNames({ workspaceId }: Scope, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await pool().query<{ subject: string; name: string }>(
    `SELECT DISTINCT ON (subject) subject, facts->>'name' AS name FROM audit_entry
      WHERE workspace_id = $1 AND subject = ANY($2::text[]) AND facts->>'name' IS NOT NULL
      ORDER BY subject, id DESC`,
    [workspaceId, ids],
  );
  return new Map(rows.map(({ subject, name }) => [subject, name]));
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
