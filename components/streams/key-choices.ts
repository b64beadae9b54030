import type { OfferedStream } from "@/components/connections/draft";

export interface KeyChoice {
  path: string[];
  /** Why rows cannot be told apart by it; null where they can. */
  refusal: string | null;
}

/** All that could serve as (part of) a key, nested fields too, and what is chosen though the stream has lost it. */
export function keyChoices(stream: OfferedStream, chosen: string[][]): KeyChoice[] {
  const known = stream.fields.flatMap(({ name, type, canBeKey, inside = [] }): KeyChoice[] => [
    { path: [name], refusal: canBeKey ? null : `Rows cannot be told apart by ${type}.` },
    ...inside.map((inner) => ({
      path: [name, inner],
      refusal: "Lies inside a field. Choose a field of the row itself.",
    })),
  ]);
  const lost = chosen.filter((path) => !known.some((choice) => samePath(choice.path, path)));
  return [...lost.map((path) => ({ path, refusal: "The source does not have it." })), ...known];
}

export function samePath(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
