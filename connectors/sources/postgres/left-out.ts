import { type LeftOut, namedLeftOut } from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { Question } from "@/connectors/sdk/postgres/session";
import { inSchemas, isOffered } from "./catalog";

type Cause = "empty" | "unreadable" | "unusable";

interface LeftOutRow {
  cause: Cause;
  count: string;
  names: string[];
}

/** The tables and views of the schemas that `askForRelations` does not find, and why. */
export function askForLeftOut(schemas: string[], username: string): Question<LeftOut[]> {
  const user = JSON.stringify(username);
  const reasons: Record<Cause, string> = {
    empty: "they have no column",
    unreadable: `${user} may read none of their columns`,
    unusable: `${user} may not use their schema`,
  };
  const sql = `
    SELECT cause, count(*) AS count, (array_agg(name ORDER BY name))[1:${namedLeftOut}] AS names
      FROM (SELECT n.nspname || '.' || c.relname AS name,
                   CASE WHEN NOT EXISTS (SELECT FROM pg_attribute a
                                          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) THEN 'empty'
                        WHEN NOT has_schema_privilege(n.oid, 'USAGE') THEN 'unusable'
                        WHEN NOT has_any_column_privilege(c.oid, 'SELECT') THEN 'unreadable' END AS cause
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE ${isOffered("c")} AND ${inSchemas(schemas)}) AS found
     WHERE cause IS NOT NULL GROUP BY cause
     ORDER BY array_position(ARRAY[${Object.keys(reasons).map(quoteLiteral).join(", ")}], cause)`;
  return {
    sql,
    read: (rows) =>
      (rows as LeftOutRow[]).map(({ cause, count, names }) => ({
        reason: reasons[cause],
        count: Number(count),
        names,
      })),
  };
}
