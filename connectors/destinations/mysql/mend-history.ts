import { historyColumns, historyFaultKinds, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { contentOf, keyDigest, keyNames, sameAsChain, slotOf } from "./chain";
import { beginHistory, giveIds } from "./history";
import { faultyKeys, linkVersions } from "./history-faults";
import {
  activeRow,
  deletedAt,
  endAt,
  endOf,
  type HistoryState,
  life,
  startAt,
  startOf,
  uniqueKeyOf,
  versionColumns,
} from "./history-state";
import { chainName, sqlTable } from "./layout";
import type { MergePlan } from "./merge";
import type { MergeNames } from "./merge-names";
import { type Slot, sqlType } from "./values";

/** What is known of the tables before the merge. */
interface Known {
  state: HistoryState;
  final: Map<string, Slot>;
  marks: boolean;
}

/**
 * Brings the versions in line with the rows of the table, wherever they are not, after these were mended. Of the active
 * versions of a key, the latest that equals the row stays; the others end. Where none does, the row begins a version: in
 * a life of its own unless it comes after all that the present one has had, so that chains that later syncs rebuild by
 * cursor leave what has ended as it is.
 *
 * What is found stands in a table of its own without contents: one row for each key, with what the table has of it, and
 * one for each of its versions, which has a `raw_id`.
 */
export function planHistoryMend(plan: StreamPlan, merged: MergeNames, known: Known): MergePlan {
  const names = { ...merged, cursor: plan.cursor === null ? null : quoteIdentifier(plan.cursor) };
  const { state, marks } = known;
  const chain = sqlTable(chainName(plan));
  return {
    prepare: [...state.statements, `DROP TABLE IF EXISTS ${chain}`, createChain(plan, known)],
    steps: [
      ...giveIds(names, state),
      { sql: beginHistory(plan, names, { state, marks }) },
      { sql: takeKeys(plan, names, known) },
      { sql: takeRows(plan, names, known) },
      { sql: takeVersions(plan, names, state) },
      { sql: findRight(chain) },
      { sql: judgeKeys(chain) },
      { sql: endVersions(plan, names, state) },
      { sql: addVersions(plan, names, known) },
      { sql: linkVersions({ names, state }) },
      { sql: countVersions(names, state), counts: "versions" },
    ],
  };
}

function createChain(plan: StreamPlan, { state, final }: Known): string {
  const instant = sqlType(slotOf(state.slots, historyColumns.startAt));
  const keys = plan.key.map((key, part) => `k${part} ${sqlType(slotOf(final, key))}`);
  return `CREATE TABLE ${sqlTable(chainName(plan))} (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, of_key CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, ${keys.join(", ")},
    raw_id VARCHAR(256), start_at ${instant}, run DATETIME(6), content CHAR(64) CHARACTER SET ascii COLLATE ascii_bin, life INT,
    active BOOL NOT NULL DEFAULT FALSE, is_right BOOL NOT NULL DEFAULT FALSE, is_there BOOL NOT NULL DEFAULT FALSE,
    has_right BOOL NOT NULL DEFAULT FALSE, next_start ${instant}, KEY (of_key)
  ) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE ${state.exactCollation} COMMENT = 'Sluice works with it while it merges; it goes away by itself.'`;
}

function takeKeys(plan: StreamPlan, names: MergeNames, { state, final, marks }: Known): string {
  return `
    INSERT INTO ${sqlTable(chainName(plan))} (of_key, ${keyNames(plan)})
    SELECT ${keyDigest(plan, final, "f")}, ${names.keysOf("f")} FROM (${faultyKeys({ plan, names, state, final, marks })}) AS f
     WHERE f.fault < ${historyFaultKinds.indexOf("broken")}`;
}

function takeRows(plan: StreamPlan, names: MergeNames, { state, final, marks }: Known): string {
  const start = `t.${startOf(names)}`;
  return `
    UPDATE ${sqlTable(chainName(plan))} AS c JOIN ${names.table} AS t ON ${sameAsChain(plan, "t")}
       SET c.is_there = TRUE, c.start_at = ${start}, c.next_start = ${start}, c.content = ${contentOf("t", plan, { state, from: final })}
     WHERE ${isThere(marks)}`;
}

function takeVersions(plan: StreamPlan, { rawId, extractedAt }: MergeNames, state: HistoryState): string {
  const chain = sqlTable(chainName(plan));
  const keys = plan.key.map((_, part) => `c.k${part}`).join(", ");
  return `
    INSERT INTO ${chain} (of_key, ${keyNames(plan)}, raw_id, start_at, run, content, life, active)
    SELECT c.of_key, ${keys}, h.${rawId}, h.${startAt}, h.${extractedAt}, ${contentOf("h", plan, { state })}, COALESCE(h.${life}, 0), COALESCE(h.${activeRow} = 1, FALSE)
      FROM ${chain} AS c STRAIGHT_JOIN ${sqlTable(state.name)} AS h ON ${sameAsChain(plan)}`;
}

/** Of two versions with one id, neither can be told from the other, and kept. */
function findRight(chain: string): string {
  return `
    UPDATE ${chain} AS c JOIN (
      SELECT v.id, ROW_NUMBER() OVER (PARTITION BY v.of_key ORDER BY v.life DESC, v.start_at DESC, v.run DESC, v.id DESC) AS place
        FROM ${chain} AS k JOIN ${chain} AS v ON v.of_key = k.of_key AND v.active AND v.content = k.content
        JOIN (SELECT of_key, raw_id FROM ${chain} WHERE raw_id IS NOT NULL GROUP BY of_key, raw_id HAVING COUNT(*) = 1) AS single
          ON single.of_key = v.of_key AND single.raw_id = v.raw_id
       WHERE k.raw_id IS NULL AND k.is_there
    ) AS r ON r.id = c.id AND r.place = 1 SET c.is_right = TRUE`;
}

/** Whether a key has its version, and where the next one starts; otherwise the life that the row's version is of. */
function judgeKeys(chain: string): string {
  const isLater = "(v.start_at > k.start_at OR (v.start_at IS NOT NULL AND k.start_at IS NULL))";
  return `
    UPDATE ${chain} AS c LEFT JOIN (
      SELECT v.of_key, MAX(v.is_right) AS has_right, MAX(IF(v.is_right, v.start_at, NULL)) AS right_start,
             v.last_life + IF(MAX(v.active AND v.life = v.last_life) AND NOT MAX(v.life = v.last_life AND ${isLater}), 0, 1) AS of_life
        FROM (SELECT *, MAX(life) OVER (PARTITION BY of_key) AS last_life FROM ${chain} WHERE raw_id IS NOT NULL) AS v
        JOIN ${chain} AS k ON k.of_key = v.of_key AND k.raw_id IS NULL
       GROUP BY v.of_key, v.last_life
    ) AS w ON w.of_key = c.of_key
       SET c.has_right = COALESCE(w.has_right, FALSE), c.next_start = COALESCE(w.right_start, c.next_start), c.life = COALESCE(w.of_life, 0)
     WHERE c.raw_id IS NULL`;
}

function endVersions(plan: StreamPlan, { rawId, run }: MergeNames, state: HistoryState): string {
  const chain = sqlTable(chainName(plan));
  const next = `COALESCE(GREATEST(k.next_start, h.${startAt}), k.next_start, h.${startAt})`;
  return `
    UPDATE ${chain} AS k JOIN ${chain} AS c ON c.of_key = k.of_key AND c.active AND NOT c.is_right
      STRAIGHT_JOIN ${sqlTable(state.name)} AS h ON ${sameAsChain(plan)} AND h.${rawId} = c.raw_id
       SET h.${endAt} = IF(k.is_there, ${next}, ${endOf(run, state)}), h.${activeRow} = 0, h.${deletedAt} = IF(k.is_there, h.${deletedAt}, ${run})
     WHERE k.raw_id IS NULL AND h.${activeRow} = 1`;
}

function addVersions(plan: StreamPlan, names: MergeNames, { state, marks }: Known): string {
  const chain = sqlTable(chainName(plan));
  // Versions are known by their ids: one that came of the same row, and is wrong, has that of the row.
  const isTaken = `EXISTS (SELECT 1 FROM ${chain} AS v WHERE v.of_key = c.of_key AND v.raw_id = t.${names.rawId})`;
  const columns = names.columnNames.map((name) =>
    name === names.rawId ? `IF(t.${name} IS NULL OR ${isTaken}, UUID(), t.${name})` : `t.${name}`,
  );
  return `
    INSERT INTO ${sqlTable(state.name)} (${names.columns}, ${versionColumns(state)})
    SELECT ${columns.join(", ")}, ${uniqueKeyOf("t", plan, state)}, t.${startOf(names)}, NULL, 1, NULL, c.life
      FROM ${chain} AS c JOIN ${names.table} AS t ON ${sameAsChain(plan, "t")}
     WHERE c.raw_id IS NULL AND c.is_there AND NOT c.has_right AND ${isThere(marks)}`;
}

/** Those of this run. */
function countVersions({ extractedAt, run }: MergeNames, state: HistoryState): string {
  return `SELECT COUNT(*) AS count FROM ${sqlTable(state.name)} AS h WHERE h.${extractedAt} = ${run}`;
}

/** A row, and not marked as deleted. */
function isThere(marks: boolean): string {
  return marks ? `t.${deletedAt} IS NULL` : "TRUE";
}
