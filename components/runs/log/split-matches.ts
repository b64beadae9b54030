export interface TextPart {
  text: string;
  isMatch: boolean;
}

/** A text in parts that are what was searched for, in any case, and parts that are not. */
export function splitMatches(text: string, search: string): TextPart[] {
  const [low, wanted] = [text.toLowerCase(), search.toLowerCase()];
  // A letter whose small form is longer would shift all places after it.
  if (wanted === "" || low.length !== text.length) return [{ text, isMatch: false }];
  const parts: TextPart[] = [];
  let done = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, done)) {
    if (at > done) parts.push({ text: text.slice(done, at), isMatch: false });
    done = at + wanted.length;
    parts.push({ text: text.slice(at, done), isMatch: true });
  }
  if (done < text.length) parts.push({ text: text.slice(done), isMatch: false });
  return parts;
}
