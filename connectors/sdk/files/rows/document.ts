import type { Change, Field, Value } from "../../values";
import type { Converter } from "./table";

/** The one field of a stream whose files share no columns: each row is a JSON document. */
export const documentField: Field = { name: "data", type: { kind: "json" }, nullable: true };

/** Makes a document of each row, for the field of that name; the other fields are null, and not from the file. */
export function createDocumentConverter<Raw>(
  fields: Field[],
  toJson: (raw: Raw, changes: Change[]) => string,
): Converter<Raw> {
  return {
    convert: (raw, changes) =>
      fields.map((field): Value => (field.name === documentField.name ? toJson(raw, changes) : null)),
    leftOut: () => [],
  };
}
