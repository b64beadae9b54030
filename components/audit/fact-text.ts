import { formatList } from "@/components/ui/format";
import type { FactName } from "@/lib/audit/facts";
import type { AuditView } from "@/lib/audit/subjects";
import * as text from "@/text/audit";

type Facts = AuditView["facts"];
type Value = NonNullable<Facts[FactName]> | null;

/** The name stands elsewhere already. */
const names: Record<Exclude<FactName, "name">, string> = text.facts;

/** An entry's facts as one line. */
export function factText(facts: Facts): string {
  return Object.entries(facts)
    .filter(
      ([key, value]) => key !== "name" && value !== null && !(Array.isArray(value) && value.length === 0),
    )
    .map(([key, value]) => `${key in names ? names[key as keyof typeof names] : key} ${textOf(value)}`)
    .join(" · ");
}

function textOf(value: Value): string {
  if (Array.isArray(value)) return formatList(value.map(textOf));
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
