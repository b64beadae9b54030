import type { CatalogDiff, StreamChange } from "@/lib/catalog/diff";
import { describeType } from "@/lib/catalog/type-words";
import {
  keyOf,
  usesCursor,
  usesKey,
  type StreamDraft,
  type StreamDrafts,
} from "@/components/connections/draft";

export interface DiffLine {
  key: string;
  sign: "+" | "−" | "~";
  what: string;
  /** What it does to the choice. */
  effect: string;
  /** The choice cannot stay as it is. */
  needsChoice: boolean;
}

/** What was found different at the source, and what that does to what is chosen. */
export function diffLines(diff: CatalogDiff, drafts: StreamDrafts): DiffLine[] {
  return [
    ...diff.removed.map((stream): DiffLine => {
      const isChosen = drafts[keyOf(stream)]?.isChosen === true;
      return {
        key: keyOf(stream),
        sign: "−",
        what: labelOf(stream),
        effect: isChosen ? "Is chosen: leave it out, or the sync fails." : "Was not chosen.",
        needsChoice: isChosen,
      };
    }),
    ...diff.changed.flatMap((change) => changeLines(change, drafts[keyOf(change.stream)])),
    ...diff.added.map((stream): DiffLine => ({
      key: keyOf(stream),
      sign: "+",
      what: labelOf(stream),
      effect: "Is left out until you choose it.",
      needsChoice: false,
    })),
  ];
}

function changeLines(change: StreamChange, draft: StreamDraft | undefined): DiffLine[] {
  const label = labelOf(change.stream);
  const line = (sign: DiffLine["sign"], what: string, [effect, needsChoice]: Effect): DiffLine => ({
    key: `${keyOf(change.stream)} ${sign} ${what}`,
    sign,
    what: `${label}: ${what}`,
    effect,
    needsChoice,
  });
  return [
    ...change.removedFields.map(({ name }) => line("−", name, removedEffect(name, draft))),
    ...change.changedFields.map(({ before, after }) =>
      line(
        "~",
        `${after.name}, ${describeType(before.type)} → ${describeType(after.type)}`,
        retypedEffect(after.name, draft),
      ),
    ),
    ...(change.keyChanged ? [line("~", "its primary key", keyEffect(draft))] : []),
    ...change.addedFields.map(({ name, type }) =>
      line("+", `${name}, ${describeType(type)}`, addedEffect(draft)),
    ),
  ];
}

type Effect = [words: string, needsChoice: boolean];

function removedEffect(name: string, draft: StreamDraft | undefined): Effect {
  if (!draft?.isChosen) return ["The stream is not chosen.", false];
  if (usesCursor(draft.syncMode) && draft.cursor === name)
    return ["Is the cursor field: choose another.", true];
  if (usesKey(draft) && draft.key.some(([field]) => field === name))
    return ["Is in the primary key: choose another.", true];
  if (draft.fields?.includes(name)) return ["Was chosen by name: leave it out.", true];
  return ["Its column stays, without new values.", false];
}

function retypedEffect(name: string, draft: StreamDraft | undefined): Effect {
  if (!draft?.isChosen) return ["The stream is not chosen.", false];
  const isMoved = draft.fields === null || draft.fields.includes(name);
  return [isMoved ? "Its column is widened, or values go into another one." : "Is left out.", false];
}

function keyEffect(draft: StreamDraft | undefined): Effect {
  if (!draft?.isChosen || !usesKey(draft)) return ["Is not used.", false];
  return ["Rows are still told apart by the key that is chosen here.", false];
}

function addedEffect(draft: StreamDraft | undefined): Effect {
  if (!draft?.isChosen) return ["The stream is not chosen.", false];
  return [
    draft.fields === null ? "Is moved too: all fields are." : "Is left out: fields are chosen by name.",
    false,
  ];
}

function labelOf({ namespace, name }: { namespace?: string; name: string }): string {
  return namespace === undefined ? name : `${namespace}.${name}`;
}
