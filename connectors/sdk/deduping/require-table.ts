import { ConfigError } from "../errors";

/**
 * Before rows are merged: the table is as `open` has left it. Where somebody has dropped it, or columns of it, what
 * earlier runs brought is gone, and the rows of this one alone would pass for all of them.
 */
export function requireTable(label: string, wanted: string[], found: string[] | null): void {
  const there = new Set(found?.map((name) => name.toLowerCase()));
  const missing = wanted.filter((name) => !there.has(name.toLowerCase()));
  if (missing.length === 0) return;
  const what = found ? `The columns ${missing.join(", ")} of ${label} were` : `${label} was`;
  throw new ConfigError(
    `${what} dropped while the sync ran, with what earlier runs had brought. Refresh the stream: it is then read from its start.`,
  );
}
