import { historyColumns, type StreamPlan } from "@/connectors/sdk";
import { hasReportedDeletes } from "@/connectors/sdk/deduping/deletes";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import {
  activeRow,
  deletedAt,
  endAt,
  endOf,
  type HistoryState,
  life,
  stagedColumns,
  startAt,
  startOf,
  uniqueKeyOf,
  versionColumns,
} from "./history-state";
import { chainName, sqlTable } from "./layout";
import type { MergePlan } from "./merge";
import type { MergeNames } from "./merge-names";
import { comparable, keyText, type Slot, sqlType } from "./values";

/**
 * Rebuilds the chains of the staged keys: their versions and the staged rows, in the order of cursor (none is the
 * oldest), run and arrival, within each life of the key. A staged row that equals the one before it is no version; each
 * version ends where the next one starts; the last one of a life that is over ends now.
 *
 * The chains stand in a table of their own, which holds no contents: one row for each version and staged row, `arrival`
 * being null for versions. Versions are known by the id of the row that they came from.
 */
export function planChain(
  plan: StreamPlan,
  names: MergeNames,
  { state, staged }: { state: HistoryState; staged: Map<string, Slot> },
): MergePlan {
  const chain = sqlTable(chainName(plan));
  const heeds = hasReportedDeletes(plan);
  return {
    prepare: [`DROP TABLE IF EXISTS ${chain}`, createChain(plan, state, staged)],
    steps: [
      { sql: takeStaged(plan, names, { state, staged }) },
      { sql: takeVersions(plan, names, state) },
      { sql: numberLives(chain, state) },
      ...(heeds ? [{ sql: `DELETE FROM ${chain} WHERE is_deletion` }] : []),
      { sql: dropEqual(chain) },
      { sql: linkVersions(chain, names, state) },
      { sql: endVersions(plan, names, state) },
      { sql: countVersions(chain, names), counts: "versions" },
      { sql: addVersions(plan, names, state) },
    ],
  };
}

function createChain(plan: StreamPlan, state: HistoryState, staged: Map<string, Slot>): string {
  const instant = sqlType(slotOf(state.slots, historyColumns.startAt));
  const keys = plan.key.map((key, part) => `k${part} ${sqlType(slotOf(staged, key))}`);
  return `CREATE TABLE ${sqlTable(chainName(plan))} (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, of_key CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, ${keys.join(", ")},
    raw_id VARCHAR(256) NOT NULL, arrival BIGINT, start_at ${instant}, run DATETIME(6), content CHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
    life INT, last_life INT, deletions INT, is_deletion BOOL, active INT, has_next BOOL, ends ${instant}, active_now INT, gone_at DATETIME(6)
  ) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE ${state.exactCollation} COMMENT = 'Sluice works with it while it merges; it goes away by itself.'`;
}

function takeStaged(
  plan: StreamPlan,
  names: MergeNames,
  { state, staged }: { state: HistoryState; staged: Map<string, Slot> },
): string {
  const { stage, keyed, alive, keysOf, partition, arrival, rawId, extractedAt } = names;
  const heeds = hasReportedDeletes(plan);
  const deletions = heeds
    ? `SUM(NOT (${alive("s")})) OVER (PARTITION BY ${partition("s")} ORDER BY s.${arrival} ROWS UNBOUNDED PRECEDING)`
    : "0";
  return `
    INSERT INTO ${sqlTable(chainName(plan))} (of_key, ${keyNames(plan)}, raw_id, arrival, start_at, run, content, deletions, is_deletion)
    SELECT ${keyDigest(plan, staged)}, ${keysOf("s")}, s.${rawId}, s.${arrival}, s.${startOf(names)}, s.${extractedAt},
           ${contentOf("s", plan, { state, from: staged })}, ${deletions}, NOT (${alive("s")})
      FROM ${stage} AS s WHERE ${keyed("s")}${heeds ? "" : ` AND ${alive("s")}`}`;
}

function takeVersions(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const chain = sqlTable(chainName(plan));
  const { rawId, extractedAt } = names;
  const keys = plan.key.map((_, part) => `c.k${part}`).join(", ");
  return `
    INSERT INTO ${chain} (of_key, ${keyNames(plan)}, raw_id, start_at, run, content, life, active)
    SELECT c.of_key, ${keys}, h.${rawId}, h.${startAt}, h.${extractedAt}, ${contentOf("h", plan, { state })},
           ${state.lives ? `COALESCE(h.${life}, 0)` : "0"}, COALESCE(h.${activeRow}, 0)
      FROM (SELECT of_key, ${keyNames(plan)} FROM ${chain} GROUP BY of_key) AS c STRAIGHT_JOIN ${sqlTable(state.name)} AS h ON ${sameAsChain(plan)}`;
}

/** The life that a key is in, or that its next row begins; and the one that its staged rows end in. */
function numberLives(chain: string, { lives }: HistoryState): string {
  const now = lives ? "COALESCE(MAX(life) + 1 - MAX(active), 0)" : "0";
  return `
    UPDATE ${chain} AS c JOIN (
      SELECT of_key, ${now} AS now_in, COALESCE(MAX(deletions), 0) AS deletions FROM ${chain} GROUP BY of_key
    ) AS v ON v.of_key = c.of_key
       SET c.life = IF(c.arrival IS NULL, c.life, v.now_in + c.deletions), c.last_life = v.now_in + v.deletions`;
}

const inOrder =
  "OVER (PARTITION BY of_key, life ORDER BY start_at, run, COALESCE(arrival, 0), COALESCE(active, 2))";

function dropEqual(chain: string): string {
  return `
    DELETE c FROM ${chain} AS c JOIN (SELECT id, LAG(content) ${inOrder} AS content_before FROM ${chain}) AS l ON l.id = c.id
     WHERE c.arrival IS NOT NULL AND l.content_before = c.content`;
}

function linkVersions(chain: string, { run }: MergeNames, state: HistoryState): string {
  const gone = "c.life < c.last_life";
  const hasNext = "l.has_next IS NOT NULL";
  return `
    UPDATE ${chain} AS c JOIN (
      SELECT id, LEAD(start_at) ${inOrder} AS next_start, LEAD(1) ${inOrder} AS has_next FROM ${chain}
    ) AS l ON l.id = c.id
       SET c.has_next = ${hasNext}, c.ends = IF(${hasNext}, l.next_start, IF(${gone}, ${endOf(run, state)}, NULL)),
           c.active_now = IF(${hasNext} OR ${gone}, 0, 1), c.gone_at = IF(${hasNext} OR NOT ${gone}, NULL, ${run})`;
}

function endVersions(plan: StreamPlan, { rawId }: MergeNames, state: HistoryState): string {
  const gone = state.lives ? `, h.${deletedAt} = COALESCE(h.${deletedAt}, c.gone_at)` : "";
  return `
    UPDATE ${sqlTable(chainName(plan))} AS c STRAIGHT_JOIN ${sqlTable(state.name)} AS h ON ${sameAsChain(plan)} AND h.${rawId} = c.raw_id
       SET h.${endAt} = c.ends, h.${activeRow} = c.active_now${gone}
     WHERE c.arrival IS NULL AND (c.active = 1 OR c.has_next) AND (c.active <> c.active_now OR NOT (h.${endAt} <=> c.ends))`;
}

/** Those of this run: what is left in the chains, and the rows that have no key. */
function countVersions(chain: string, { stage, run, extractedAt, keyed, alive }: MergeNames): string {
  return `
    SELECT (SELECT COUNT(*) FROM ${chain} WHERE arrival IS NOT NULL AND run = ${run})
         + (SELECT COUNT(*) FROM ${stage} AS s WHERE s.${extractedAt} = ${run} AND NOT (${keyed("s")}) AND ${alive("s")}) AS count`;
}

function addVersions(plan: StreamPlan, names: MergeNames, state: HistoryState): string {
  const ofLife = state.lives ? ", c.gone_at, c.life" : "";
  return `
    INSERT INTO ${sqlTable(state.name)} (${names.columns}, ${versionColumns(state)})
    SELECT ${stagedColumns(names)}, ${uniqueKeyOf("s", plan, state)}, c.start_at, c.ends, c.active_now${ofLife}
      FROM ${sqlTable(chainName(plan))} AS c JOIN ${names.stage} AS s ON s.${names.arrival} = c.arrival`;
}

/** The contents of a row as one digest, the same for rows that are equal in every field as the history holds it. */
export function contentOf(
  alias: "s" | "h" | "t",
  { columns }: StreamPlan,
  { state, from: given }: { state: Pick<HistoryState, "slots">; from?: Map<string, Slot> },
): string {
  const parts = columns.map(({ name }) => {
    const to = slotOf(state.slots, name);
    const from = given ? slotOf(given, name) : to;
    return `IFNULL(${comparable(`${alias}.${quoteIdentifier(name)}`, from, to)}, '~')`;
  });
  return `SHA2(CONCAT_WS('|', ${parts.join(", ")}), 256)`;
}

/** The key of a row, as a text of one length. */
export function keyDigest({ key }: StreamPlan, slots: Map<string, Slot>, alias = "s"): string {
  const texts = key.map((name) =>
    keyText(`${alias}.${quoteIdentifier(name)}`, slotOf(slots, name), { digested: true }),
  );
  return `SHA2(CONCAT_WS('-', ${texts.join(", ")}), 256)`;
}

export function keyNames({ key }: StreamPlan): string {
  return key.map((_, part) => `k${part}`).join(", ");
}

export function sameAsChain({ key }: StreamPlan, alias: "h" | "t" = "h"): string {
  return key.map((name, part) => `${alias}.${quoteIdentifier(name)} = c.k${part}`).join(" AND ");
}

export function slotOf(slots: Map<string, Slot>, name: string): Slot {
  const slot = slots.get(name);
  if (!slot) throw new Error(`The table of the plan has no column "${name}".`);
  return slot;
}
