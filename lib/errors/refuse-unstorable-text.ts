import { InvalidInputError } from ".";
import { isStorableText } from "./storable-text";

/**
 * Refuses texts with U+0000 or with half of a character (a lone surrogate), anywhere in what came from outside: no PostgreSQL
 * text or JSON can hold them, and to find that out at the database would be a fault of ours. However deep the input is nested,
 * it is walked without recursion.
 */
export function refuseUnstorableText(input: unknown): void {
  const left: { value: unknown; path: (string | number)[] }[] = [{ value: input, path: [] }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, path } = next;
    if (typeof value === "string" && !isStorableText(value)) throw refused(path);
    if (value === null || typeof value !== "object") continue;
    for (const [key, child] of Object.entries(value)) {
      if (!isStorableText(key)) throw refused(path);
      if (typeof child === "string" || (child !== null && typeof child === "object"))
        // Of a path that deep nobody needs every step.
        left.push({ value: child, path: path.length < 20 ? [...path, key] : path });
    }
  }
}

function refused(path: (string | number)[]): InvalidInputError {
  const field = path.join(".") || "the input";
  const message = "A text may not contain the character U+0000, or half of a character. Take it out.";
  return new InvalidInputError(`${field}: ${message}`, [{ path: path.map(String), message }]);
}
