import type { Change, Value } from "../values";

/** Airbyte's word for what could not be read as its type; what was there follows it, so that it is not lost. */
const code = "SOURCE_SERIALIZATION_ERROR";
const maxShown = 2000;

/** What a value became that does not fit its type, and why. */
export class Misfit {
  constructor(
    /** What stands in its place: null, or what is left of it. */
    readonly value: Value,
    readonly reason: string,
  ) {}

  /** As it goes into a row's `_airbyte_meta.changes`. */
  toChange(field: string): Change {
    return { field, change: this.value === null ? "NULLED" : "TRUNCATED", reason: this.reason };
  }
}

export function notOfType(written: string, kind: string): Misfit {
  return new Misfit(null, `${code}: ${shown(written)} is not of type ${kind}`);
}

export function cut(value: Value, written: string, why: string): Misfit {
  return new Misfit(value, `${code}: ${shown(written)} ${why}`);
}

/** `text` in quotes, whole unless it is very long. */
function shown(text: string): string {
  const part = text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
  return JSON.stringify(part) + (part === text ? "" : ` (${text.length} characters)`);
}
