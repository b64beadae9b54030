import { hasRole } from "@/lib/auth/roles";
import { pool } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import type { Found, FoundKind } from "./schema";

/** Of each kind. */
const limit = 8;

/**
 * What is named with every word of `text`, in any case and order: names that begin with it come first. Nothing for
 * nothing. Only of the workspace.
 */
export async function searchByName(scope: Scope, text: string): Promise<Found[]> {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  const { rows } = await pool().query<Omit<Found, "canSync"> & { active: boolean }>(
    `SELECT * FROM (${tables.map(searchOf).join(" UNION ALL ")}) AS found ORDER BY place, rank, lower(name), id`,
    [scope.workspaceId, words.map((word) => word.toLowerCase()), text.trim().toLowerCase()],
  );
  const maySync = hasRole(scope.actor, "editor");
  return rows.map(({ kind, id, name, connector, active }) => ({
    kind,
    id,
    name,
    connector,
    canSync: maySync && kind === "connection" && active,
  }));
}

const tables: { kind: FoundKind; connector: string; active: string }[] = [
  { kind: "connection", connector: "NULL", active: "item.status = 'active'" },
  { kind: "source", connector: "item.connector", active: "false" },
  { kind: "destination", connector: "item.connector", active: "false" },
];

function searchOf({ kind, connector, active }: (typeof tables)[number], place: number): string {
  return `(SELECT ${place} AS place, '${kind}' AS kind, item.id, item.name, ${connector}::text AS connector, ${active} AS active,
      CASE WHEN starts_with(lower(item.name), $3) THEN 0 ELSE 1 END AS rank
    FROM ${kind} AS item
    WHERE item.workspace_id = $1
      AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS word WHERE position(word IN lower(item.name)) = 0)
    ORDER BY rank, lower(item.name), item.id LIMIT ${limit})`;
}
