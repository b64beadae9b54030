import { formatList } from "@/components/ui/format";
import type { AuditView } from "@/lib/audit/subjects";

type Facts = AuditView["facts"];

/** An entry's facts as one line; the name stands elsewhere already. */
export function factText(facts: Facts): string {
  return Object.entries(facts)
    .filter(
      ([key, value]) => key !== "name" && value !== null && !(Array.isArray(value) && value.length === 0),
    )
    .map(([key, value]) => `${wordsOf(key)} ${textOf(value)}`)
    .join(" · ");
}

/** "keysRevoked" as "keys revoked". */
function wordsOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function textOf(value: Facts[string]): string {
  if (Array.isArray(value)) return formatList(value.map(textOf));
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
