/** An escape of half a surrogate pair, perhaps: JSON.parse takes it, DuckDB does not. */
const surrogateEscape = /\\u[dD][89a-fA-F]/;

/**
 * Whether DuckDB's JSON functions can read `text`. One broken document in a column fails every query that looks into
 * the column, so this must never say yes to what DuckDB refuses.
 */
export function isDuckJson(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return !surrogateEscape.test(text) || isWellFormed(parsed);
  } catch {
    return false;
  }
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (value === null || typeof value !== "object") return true;
  return Object.entries(value).every(([key, child]) => key.isWellFormed() && isWellFormed(child));
}
