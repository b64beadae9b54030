import type { CatalogDiff, StreamChange } from "@/lib/catalog/diff";
import { describeType } from "@/lib/catalog/type-words";
import {
  keyOf,
  usesCursor,
  usesKey,
  type StreamDraft,
  type StreamDrafts,
} from "@/components/connections/draft";
import * as text from "@/text/schema-diff";
import * as typeText from "@/text/types";

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
        effect: isChosen ? text.chosenStreamGone : text.otherStreamGone,
        needsChoice: isChosen,
      };
    }),
    ...diff.changed.flatMap((change) => changeLines(change, drafts[keyOf(change.stream)])),
    ...diff.added.map((stream): DiffLine => ({
      key: keyOf(stream),
      sign: "+",
      what: labelOf(stream),
      effect: text.streamAdded,
      needsChoice: false,
    })),
  ];
}

function changeLines(change: StreamChange, draft: StreamDraft | undefined): DiffLine[] {
  const label = labelOf(change.stream);
  const line = (sign: DiffLine["sign"], what: string, [effect, needsChoice]: Effect): DiffLine => ({
    key: `${keyOf(change.stream)} ${sign} ${what}`,
    sign,
    what: text.changeOf(label, what),
    effect,
    needsChoice,
  });
  return [
    ...change.removedFields.map(({ name }) => line("−", name, removedEffect(name, draft))),
    ...change.changedFields.map(({ before, after }) =>
      line(
        "~",
        text.retyped(after.name, describeType(before.type, typeText), describeType(after.type, typeText)),
        retypedEffect(after.name, draft),
      ),
    ),
    ...(change.keyChanged ? [line("~", text.primaryKey, keyEffect(draft))] : []),
    ...change.addedFields.map(({ name, type }) =>
      line("+", text.fieldOfType(name, describeType(type, typeText)), addedEffect(draft)),
    ),
  ];
}

type Effect = [words: string, needsChoice: boolean];

function removedEffect(name: string, draft: StreamDraft | undefined): Effect {
  if (!draft?.isChosen) return [text.streamNotChosen, false];
  if (usesCursor(draft.syncMode) && draft.cursor === name) return [text.cursorGone, true];
  if (usesKey(draft) && draft.key.some(([field]) => field === name)) return [text.keyGone, true];
  if (draft.fields?.includes(name)) return [text.namedFieldGone, true];
  return [text.fieldGone, false];
}

function retypedEffect(name: string, draft: StreamDraft | undefined): Effect {
  if (!draft?.isChosen) return [text.streamNotChosen, false];
  const isMoved = draft.fields === null || draft.fields.includes(name);
  return [isMoved ? text.columnWidened : text.fieldLeftOut, false];
}

function keyEffect(draft: StreamDraft | undefined): Effect {
  if (!draft?.isChosen || !usesKey(draft)) return [text.keyUnused, false];
  return [text.keyAsChosen, false];
}

function addedEffect(draft: StreamDraft | undefined): Effect {
  if (!draft?.isChosen) return [text.streamNotChosen, false];
  return [draft.fields === null ? text.fieldMovedToo : text.newFieldLeftOut, false];
}

function labelOf({ namespace, name }: { namespace?: string; name: string }): string {
  return namespace === undefined ? name : `${namespace}.${name}`;
}
