/**
 * How well an entry answers a search, 0 for not at all: every word typed must occur in it, at the beginning of a word
 * counts more, in the text more than in its keywords. Letters scattered over the text do not count: what one sees
 * found is what one typed. What follows a line break in `text` only tells entries of the same name apart.
 */
export function matchScore(text: string, search: string, keywords: readonly string[] = []): number {
  const [name = ""] = text.toLowerCase().split("\n");
  const others = keywords.join(" ").toLowerCase();
  const scores = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => Math.max(wordScore(name, word), wordScore(others, word) / 2));
  return scores.length === 0 ? 1 : scores.includes(0) ? 0 : Math.min(...scores);
}

function wordScore(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at < 0) return 0;
  if (at === 0) return 1;
  const beginsWord = [...text.matchAll(/[\p{L}\p{N}]+/gu)].some((found) => found[0].startsWith(word));
  return beginsWord ? 0.8 : 0.4;
}
