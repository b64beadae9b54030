import type { Destination, StreamPlan, TableName } from "@/connectors/sdk";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { planTables, tableKey } from "@/lib/normalization/tables";
import { partsOf } from "@/lib/sync/modes";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import type { Choice, Placing } from "./consequences";

/** What a stream writes to. */
export interface TableClaim {
  stream: StreamName;
  /** Its own first. */
  tables: ClaimedTable[];
  /** Its mode replaces rows or merges into them: what others have written there would be lost, or merged with it. */
  isSole: boolean;
}

export interface ClaimedTable {
  table: TableName;
  /** Equal where the destination takes two names for one. */
  key: string;
}

export type ClaimRules = Pick<Destination<unknown>, "capabilities"> & {
  locations: ReturnType<Destination<unknown>["locations"]>;
};

/** By the names that a run would give; child tables, which follow from the source's fields, are left out. */
export function claimsOfChoice(choice: Choice, { capabilities, locations }: ClaimRules): TableClaim[] {
  const { identifiers } = capabilities;
  const { streams, normalization, prefix } = choice;
  const withHistory = streams.filter((stream) => hasHistory(stream, choice, capabilities));
  const tables = planTables([...streams, ...withHistory.map(historyOf)], {
    identifiers,
    locations,
    namespace: { definition: choice.namespaceDefinition, format: choice.namespaceFormat },
    prefix,
    normalization,
  });
  const claimed = (place: number): ClaimedTable[] => {
    const table = tables[place];
    return table ? [{ table, key: tableKey(table, identifiers) }] : [];
  };
  const histories = new Map(withHistory.map((stream, place) => [stream, streams.length + place]));
  return streams.map((stream, place) => ({
    stream,
    tables: [...claimed(place), ...claimed(histories.get(stream) ?? -1)],
    isSole: isSole(stream, choice),
  }));
}

/** By a run's plan, child tables with their streams; `isSole` is what this very run does. */
export function claimsOfPlan(plans: StreamPlan[], { capabilities }: Pick<ClaimRules, "capabilities">) {
  const claims: TableClaim[] = [];
  for (const { stream, table, history, parent, write, normalization } of plans) {
    const tables = [table, ...(history ? [history] : [])].map((each) => ({
      table: each,
      key: tableKey(each, capabilities.identifiers),
    }));
    if (parent) claims.at(-1)?.tables.push(...tables);
    else claims.push({ stream, tables, isSole: write === "overwrite" || merges(write, normalization) });
  }
  return claims;
}

export function isSole(stream: ConfiguredStream, { normalization }: Pick<Placing, "normalization">): boolean {
  const { write } = partsOf(stream);
  return write === "overwrite" || merges(write, normalization);
}

/** One of two connections that write to a table, and how. */
export interface TableWriter extends Pick<TableClaim, "isSole"> {
  sourceId: string;
  stream: StreamName;
}

/**
 * What becomes of a table of two writers: the rows of both stand there `together`; both replace or merge the `same`
 * stream of the same source; or one would lose what the other has written, so that they are to be kept `apart`.
 */
export function judgeSharing(one: TableWriter, other: TableWriter): "together" | "same" | "apart" {
  if (!one.isSole && !other.isSole) return "together";
  const isSame = one.sourceId === other.sourceId && streamKey(one.stream) === streamKey(other.stream);
  return isSame && one.isSole && other.isSole ? "same" : "apart";
}

/** A raw table keeps every row. */
function merges(write: StreamPlan["write"], normalization: Placing["normalization"]): boolean {
  return write === "deduped" && normalization === "basic";
}

function hasHistory(
  stream: ConfiguredStream,
  choice: Choice,
  { history }: ClaimRules["capabilities"],
): boolean {
  const isWanted = stream.history ?? stream.syncMode === "incremental_deduped_history";
  return isWanted && history && merges(partsOf(stream).write, choice.normalization);
}

function historyOf({ namespace, name, destinationName }: ConfiguredStream) {
  return {
    namespace,
    name: `${name}_scd`,
    ...(destinationName === undefined ? {} : { destinationName: `${destinationName}_scd` }),
  };
}
