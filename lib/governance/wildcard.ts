/** Tells whether a text fits a pattern. */
export type Matcher = (text: string) => boolean;

/**
 * A pattern of paths, tags or predicates: "*" stands for any characters but "/" and ":", "**" for any at all, either of
 * them also for none; every other character for itself. The time is bounded by pattern length times text length.
 */
export function compilePattern(pattern: string): Matcher {
  const firstStar = pattern.indexOf("*");
  if (firstStar === -1) return (text) => text === pattern;
  const head = pattern.slice(0, firstStar);
  const tokens = pattern.slice(firstStar).match(/\*{2,}|[\s\S]/g) ?? [];
  return (text) => text.startsWith(head) && fits(tokens, text.slice(head.length));
}

/** Whether one of the texts fits one of the patterns. */
export function compilePatterns(patterns: readonly string[]): (texts: readonly string[]) => boolean {
  const matchers = patterns.map(compilePattern);
  return (texts) => texts.some((text) => matchers.some((matches) => matches(text)));
}

/** Follows all ways to read the text at once; trying one after another takes exponential time for some patterns. */
function fits(tokens: readonly string[], text: string): boolean {
  let reached = new Uint8Array(tokens.length + 1);
  reached[0] = 1;
  passStars(tokens, reached);
  for (const character of text.split("")) {
    const next = new Uint8Array(tokens.length + 1);
    for (const [place, token] of tokens.entries()) {
      if (reached[place] !== 1) continue;
      if (isStar(token) ? covers(token, character) : token === character)
        next[isStar(token) ? place : place + 1] = 1;
    }
    passStars(tokens, next);
    reached = next;
  }
  return reached[tokens.length] === 1;
}

/** A star may stand for nothing: what is reached before it is reached behind it. */
function passStars(tokens: readonly string[], reached: Uint8Array): void {
  for (const [place, token] of tokens.entries())
    if (reached[place] === 1 && isStar(token)) reached[place + 1] = 1;
}

function isStar(token: string): boolean {
  return token.startsWith("*");
}

function covers(star: string, character: string): boolean {
  return star.length > 1 || (character !== "/" && character !== ":");
}
