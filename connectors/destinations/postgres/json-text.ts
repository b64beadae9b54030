/** What PostgreSQL's jsonb can do with a JSON text: take it, take a mended one, or not at all (null). */
export interface JsonFit {
  text: string;
  mended: boolean;
}

/** Far below where the server's parser runs out of stack. */
const maxDepth = 1000;
/** jsonb keeps numbers as numeric, which ends at 131,072 digits before the point and 16,383 after it. */
const hugeNumber = /\d{16000}|[eE][+-]?0*[1-9]\d{4}/;
const escapes = /\\(?:u([0-9a-fA-F]{4})|.)/g;
const suspectEscape = /\\u(?:0000|[dD][89a-fA-F])/;

/**
 * jsonb has no form for U+0000 and for numbers of that size: null. Half a surrogate pair becomes U+FFFD. Everything
 * else goes as it is, to the letter.
 */
export function fitJson(text: string): JsonFit | null {
  try {
    JSON.parse(text);
  } catch {
    return null; // not JSON: the caller notes it as a change of the row
  }
  if (text.length > maxDepth && nests(text, maxDepth)) return null;
  if (hugeNumber.test(text) && hugeNumber.test(withoutStrings(text))) return null;
  const wellFormed = text.toWellFormed();
  if (!suspectEscape.test(text)) return { text: wellFormed, mended: wellFormed !== text };
  const mended = mendEscapes(wellFormed);
  return mended === null ? null : { text: mended, mended: mended !== text };
}

/** null where an escape means U+0000. */
function mendEscapes(text: string): string | null {
  let result = "";
  let copied = 0;
  let high: { start: number; end: number } | null = null;
  const replaceBy = (end: { start: number; end: number } | null) => {
    if (!end) return;
    result += `${text.slice(copied, end.start)}\\ufffd`;
    copied = end.end;
  };
  for (const match of text.matchAll(escapes)) {
    const code = match[1] === undefined ? -1 : parseInt(match[1], 16);
    if (code === 0) return null;
    const span = { start: match.index, end: match.index + match[0].length };
    const isLow = code >= 0xdc00 && code <= 0xdfff;
    const pairs: boolean = isLow && high !== null && high.end === span.start;
    if (!pairs) {
      replaceBy(high);
      if (isLow) replaceBy(span);
    }
    high = code >= 0xd800 && code <= 0xdbff ? span : null;
  }
  replaceBy(high);
  return result + text.slice(copied);
}

function nests(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > limit) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
}
