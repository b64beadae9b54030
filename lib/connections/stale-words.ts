import type * as words from "@/components/text/en/stale";
import type { StaleReason } from "./consequences";

type Words = typeof words;

/** One sentence, in the words of a language. */
export function describeStale(reason: StaleReason, words: Words): string {
  switch (reason.what) {
    case "rows_elsewhere":
      return words.rowsElsewhere;
    case "appended_before":
      return words.appendedBefore;
    case "former_mappers":
      return words.formerMappers;
    case "former_arrays":
      return words.formerArrays;
    case "former_key":
      return reason.fields.length === 0 ? words.formerKeyOfSource : words.formerKey(reason.fields);
    case "former_cursor":
      return reason.fields.length === 0 ? words.formerCursorOfSource : words.formerCursor(reason.fields);
    case "new_fields":
      return reason.fields === null ? words.allFieldsNew : words.newFields(reason.fields);
  }
}
