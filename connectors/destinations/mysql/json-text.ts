/** How deep JSON may nest: MariaDB counts to 31 before it says that it is none, MySQL to 100. */
export function maxJsonDepth(isMariaDb: boolean): number {
  return isMariaDb ? 31 : 100;
}

/**
 * JSON text that the server takes for JSON; null where it is none, or nests too deep. `mended`: half a surrogate pair
 * became U+FFFD.
 */
export function fitJson(text: string, maxDepth: number): { text: string; mended: boolean } | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  if (text.length > maxDepth && depthOf(text) > maxDepth) return null;
  const wellFormed = text.toWellFormed();
  const mended = /\\u[dD]/.test(wellFormed) ? mendEscapes(wellFormed) : wellFormed;
  return { text: mended, mended: mended !== text };
}

/** Pairs are kept, as are all other escapes; half a pair is replaced. */
function mendEscapes(text: string): string {
  return text.replace(/\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[dD][89a-fA-F]..|\\./gs, (escape) =>
    escape.length === 6 ? "\\ufffd" : escape,
  );
}

/** Of valid JSON. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth--;
  }
  return deepest;
}
