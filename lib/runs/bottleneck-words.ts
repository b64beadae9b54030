import type * as words from "@/components/text/en/bottleneck";
import type { Bottleneck } from "@/lib/sync/bottleneck";

type Words = typeof words;

/** What was waited for, and what would help, in the words of a language. */
export function adviceOn({ part, longest, percent }: Bottleneck, words: Words): string {
  return part === null ? words.evenly[longest](percent) : words.advice[part](percent);
}
