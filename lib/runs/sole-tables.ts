import { ConfigError, streamLabel } from "@/connectors/sdk";
import { choiceOf, claimRulesOf, placedColumns, type Placed } from "@/lib/connections/shared-tables";
import { claimsOfChoice, judgeSharing, type TableClaim } from "@/lib/connections/table-claims";
import { Prisma, type Connection } from "@/lib/db";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import { systemScope } from "./scope";

type Claimant = Pick<Connection, "id" | "workspaceId" | "sourceId" | "destinationId">;

/** What another connection has written of a stream. */
interface Mark extends StreamName {
  connectionId: string;
  sourceId: string;
  tableKeys: string[];
  isSole: boolean;
}

/**
 * ConfigError, naming both connections, where a stream would replace or merge what another connection has written, or
 * write to what another one replaces or merges. Connections that are gone, or that write elsewhere by now, do not count;
 * nor do those that replace or merge the same stream of the same source, unless the run `empties` the table: what they
 * bring is the same.
 * Until the transaction ends, no other run of the destination asks: what the transaction has marked is seen by the next.
 */
export async function requireSoleTables(
  tx: Prisma.TransactionClient,
  connection: Claimant,
  claims: TableClaim[],
  { empties }: { empties: boolean },
): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM destination WHERE id = ${connection.destinationId}::uuid FOR NO KEY UPDATE`;
  const wanted = new Map(
    claims.flatMap((claim) => claim.tables.map((each) => [each.key, { claim, ...each }])),
  );
  const marks = (await findMarks(tx, connection, [...wanted.keys()])).filter((mark) =>
    mark.tableKeys.some((key) => {
      const claim = wanted.get(key)?.claim;
      if (!claim) return false;
      const writer = { sourceId: connection.sourceId, stream: claim.stream, isSole: claim.isSole };
      const sharing = judgeSharing(writer, { ...mark, stream: mark });
      return sharing === "apart" || (empties && sharing === "same");
    }),
  );
  if (marks.length === 0) return;
  const others = await findConnections(tx, connection, marks);
  const standing = await standingTables(connection, others);
  for (const mark of marks) {
    const other = others.find(({ id }) => id === mark.connectionId);
    const found = mark.tableKeys.map((key) => wanted.get(key)).find((each) => each !== undefined);
    const place = placeOf(mark.connectionId, mark, mark.tableKeys[0]);
    if (other && found && standing.has(place)) throw notSole(found, other.name, mark);
  }
}

/** Above so many, to hash the keys and pass over the destination's streams is cheaper than to compare lists of them. */
const manyKeys = 200;

function findMarks(
  tx: Prisma.TransactionClient,
  { id, workspaceId, destinationId }: Claimant,
  keys: string[],
): Promise<Mark[]> {
  const isWritten =
    keys.length > manyKeys
      ? Prisma.sql`EXISTS (SELECT FROM unnest(g.table_keys) AS written (key) WHERE written.key = ANY (${keys}::text[]))`
      : Prisma.sql`g.table_keys && ${keys}::text[]`;
  return tx.$queryRaw<Mark[]>`
    SELECT g.connection_id AS "connectionId", c.source_id AS "sourceId", g.namespace, g.name, g.table_keys AS "tableKeys", g.is_sole AS "isSole"
      FROM stream_generation g JOIN connection c ON c.id = g.connection_id
     WHERE c.workspace_id = ${workspaceId}::uuid AND c.destination_id = ${destinationId}::uuid AND c.id <> ${id}::uuid
       AND ${isWritten}
     ORDER BY c.name, g.namespace, g.name`;
}

function findConnections(
  tx: Prisma.TransactionClient,
  { workspaceId }: Claimant,
  marks: Mark[],
): Promise<(Placed & { name: string })[]> {
  const ids = [...new Set(marks.map(({ connectionId }) => connectionId))];
  const select = { ...placedColumns, name: true };
  return tx.connection.findMany({ where: { id: { in: ids }, workspaceId }, select });
}

/** `placeOf` each stream that the connections move now, and its table. */
async function standingTables(
  { workspaceId, destinationId }: Claimant,
  connections: Placed[],
): Promise<Set<string>> {
  const rules = await claimRulesOf(systemScope(workspaceId), destinationId);
  return new Set(
    connections.flatMap((connection) =>
      claimsOfChoice(choiceOf(connection), rules).map(({ stream, tables }) =>
        placeOf(connection.id, stream, tables[0]?.key),
      ),
    ),
  );
}

function placeOf(connectionId: string, stream: StreamName, tableKey: string | undefined): string {
  return JSON.stringify([connectionId, streamKey(stream), tableKey]);
}

function notSole(
  { claim, table }: { claim: TableClaim; table: { namespace: string; name: string } },
  other: string,
  mark: Mark,
): ConfigError {
  const reason = claim.isSole
    ? "which this run would replace or merge"
    : "which that connection replaces or merges";
  return new ConfigError(
    `${streamLabel(claim.stream)} would go into ${table.namespace}.${table.name}, where the connection “${other}” has written ${streamLabel(mark)}, ${reason}. Give one of the two connections a prefix or another namespace, or delete the one that is not to write there any more.`,
  );
}
