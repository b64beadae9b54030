import { isDeepStrictEqual } from "node:util";
import { streamLabel, type TableName } from "@/connectors/sdk";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { loadDestination } from "@/lib/connectors/catalogue";
import { db, type Connection, type Prisma } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import type { StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import type { Choice } from "./consequences";
import { claimsOfChoice, judgeSharing, type ClaimRules, type TableClaim } from "./table-claims";
import type { ConnectionView } from "./view";

/** A table that two connections of one destination write to. */
export interface SharedTable {
  stream: StreamName;
  table: TableName;
  other: { id: string; name: string; stream: StreamName };
  sharing: ReturnType<typeof judgeSharing>;
}

/** Of a connection, stored or not, what finds its tables. */
export type Placed = Pick<
  Connection,
  | "id"
  | "sourceId"
  | "destinationId"
  | "streams"
  | "normalization"
  | "namespaceDefinition"
  | "namespaceFormat"
  | "prefix"
>;

export const placedColumns = {
  id: true,
  sourceId: true,
  destinationId: true,
  streams: true,
  normalization: true,
  namespaceDefinition: true,
  namespaceFormat: true,
  prefix: true,
} satisfies Prisma.ConnectionSelect;

/** The rules by which a destination's tables are named. */
export async function claimRulesOf(scope: Scope, destinationId: string): Promise<ClaimRules> {
  const { connector: id, config } = await destinationCall(scope, destinationId);
  const { capabilities, locations, spec } = await loadDestination(id);
  return { capabilities, locations: locations(spec.parse(config)) };
}

/** Where other connections of the workspace write, or would, what a connection claims. */
export async function findSharedTables(
  scope: Scope,
  { id, sourceId, destinationId }: Pick<Placed, "id" | "sourceId" | "destinationId">,
  claims: TableClaim[],
): Promise<SharedTable[]> {
  const others = await db().connection.findMany({
    where: { workspaceId: scope.workspaceId, destinationId, id: { not: id } },
    select: { ...placedColumns, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  if (others.length === 0) return [];
  const rules = await claimRulesOf(scope, destinationId);
  const wanted = claimantsOf(claims);
  return others.flatMap((other) =>
    claimsOfChoice(choiceOf(other), rules).flatMap((theirs) =>
      theirs.tables.flatMap(({ key, table }) => {
        const ours = wanted.get(key);
        if (!ours) return [];
        const from = { id: other.id, name: other.name, stream: theirs.stream };
        const sharing = judgeSharing({ ...ours, sourceId }, { ...theirs, sourceId: other.sourceId });
        return [{ stream: ours.stream, table, other: from, sharing }];
      }),
    ),
  );
}

/**
 * A sentence, with what to do, for each table that a connection and another one of its destination would write to. With
 * `before`, what the connection was: nothing where it writes to the same tables in the same way as then.
 */
export async function warnOfSharedTables(
  scope: Scope,
  after: Choice & Pick<ConnectionView, "id" | "source" | "destination">,
  before?: Choice,
): Promise<string[]> {
  const rules = await claimRulesOf(scope, after.destination.id);
  const claims = claimsOfChoice(after, rules);
  if (before && isDeepStrictEqual(writesOf(claimsOfChoice(before, rules)), writesOf(claims))) return [];
  const place = { id: after.id, sourceId: after.source.id, destinationId: after.destination.id };
  const shared = await findSharedTables(scope, place, claims);
  return shared.map((each) => `${streamLabel(each.stream)}: ${describeSharedTable(each)}`);
}

function writesOf(claims: TableClaim[]): unknown[] {
  return claims.map(({ tables, isSole }) => [tables, isSole]);
}

const outcomes: Record<SharedTable["sharing"], string> = {
  together: "The rows of both will stand there together.",
  same: "Both replace or merge the same rows, so that the table is as the last of them leaves it.",
  apart: "One of the two replaces or merges rows, so that whichever syncs second is refused.",
};

/** Without the stream's own name. */
export function describeSharedTable({ table, other, sharing }: SharedTable): string {
  const fact = `The connection “${other.name}” writes ${streamLabel(other.stream)} to the same table, ${table.namespace}.${table.name}.`;
  return `${fact} ${outcomes[sharing]} To keep them apart, give one of the connections a prefix or another namespace.`;
}

export function choiceOf(connection: Placed): Choice {
  // Judged when it was stored.
  return { ...connection, streams: connection.streams as unknown as ConfiguredStream[] };
}

function claimantsOf(claims: TableClaim[]): Map<string, TableClaim> {
  return new Map(claims.flatMap((claim) => claim.tables.map(({ key }) => [key, claim] as const)));
}
