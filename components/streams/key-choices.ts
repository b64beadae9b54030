import type { OfferedStream } from "@/components/connections/draft";
import * as text from "@/text/streams";

export interface KeyChoice {
  path: string[];
  /** Why rows cannot be told apart by it; null where they can. */
  refusal: string | null;
}

/** All that could serve as (part of) a key, nested fields too, and what is chosen though the stream has lost it. */
export function keyChoices(stream: OfferedStream, chosen: string[][]): KeyChoice[] {
  const known = stream.fields.flatMap(({ name, type, canBeKey, inside = [] }): KeyChoice[] => [
    { path: [name], refusal: canBeKey ? null : text.cannotBeKey(type) },
    ...inside.map((inner) => ({
      path: [name, inner],
      refusal: text.insideField,
    })),
  ]);
  const lost = chosen.filter((path) => !known.some((choice) => samePath(choice.path, path)));
  return [...lost.map((path) => ({ path, refusal: text.fieldGone })), ...known];
}

export function samePath(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
