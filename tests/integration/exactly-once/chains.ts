import type { Chains } from "./kill-cases";

/** Reads `Chains` from a history table; `isSame` compares two values of which both may be null. */
export function chainsSqlOf(table: string, isSame: string): string {
  return `
  SELECT CAST(count(*) - count(DISTINCT concat(id, ' ', version)) AS INTEGER) AS twice,
         CAST(sum(CASE WHEN NOT (_airbyte_end_at ${isSame} next_start) OR _airbyte_active_row <> CASE WHEN next_start IS NULL THEN 1 ELSE 0 END THEN 1 ELSE 0 END) AS INTEGER) AS torn,
         CAST(sum(_airbyte_active_row) AS INTEGER) AS active
    FROM (SELECT id, version, _airbyte_end_at, _airbyte_active_row, lead(_airbyte_start_at) OVER (PARTITION BY id ORDER BY version) AS next_start FROM ${table}) AS chained`;
}

/** Drivers give the numbers as numbers or as texts. */
export function toChains(row: Record<string, unknown> | undefined): Chains {
  if (!row) throw new Error("The history table was not read.");
  return { twice: Number(row.twice), torn: Number(row.torn), active: Number(row.active) };
}
