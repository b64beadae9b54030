import type { Change } from "@/connectors/sdk";

/** Airbyte's word for what a source could not read; what was there follows it, so that it is not lost. */
const code = "SOURCE_SERIALIZATION_ERROR";
const maxShown = 2000;

export function nulled(field: string, why: string): Change {
  return { field, change: "NULLED", reason: `${code}: ${why}` };
}

export function truncated(field: string, why: string): Change {
  return { field, change: "TRUNCATED", reason: `${code}: ${why}` };
}

/** `text` in quotes, whole unless it is very long. */
export function shown(text: string): string {
  const cut = text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
  return JSON.stringify(cut) + (cut === text ? "" : ` (${text.length} characters)`);
}
