import type { OfferedStream } from "@/components/connections/draft";
import { describeType } from "@/lib/catalog/type-words";
import * as text from "@/text/streams";
import * as typeText from "@/text/types";

export interface KeyChoice {
  path: string[];
  /** Why rows cannot be told apart by it; null where they can. */
  refusal: string | null;
}

/** All that could serve as (part of) a key, nested fields too, and what is chosen though the stream has lost it. */
export function keyChoices(stream: OfferedStream, chosen: string[][]): KeyChoice[] {
  const known = stream.fields.flatMap(({ name, type, canBeKey, inside = [] }): KeyChoice[] => [
    { path: [name], refusal: canBeKey ? null : refusalOf(type) },
    ...inside.map((inner) => ({
      path: [name, inner],
      refusal: text.insideField,
    })),
  ]);
  const lost = chosen.filter((path) => !known.some((choice) => samePath(choice.path, path)));
  return [...lost.map((path) => ({ path, refusal: text.fieldGone })), ...known];
}

function refusalOf(type: OfferedStream["fields"][number]["type"]): string {
  return type === null ? text.fieldGone : text.cannotBeKey(describeType(type, typeText));
}

export function samePath(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
