/** What rows keep that were written before a change of the choice. The API warns of it, too. */
export const rowsElsewhere =
  "Its rows go elsewhere from now on; those that were written stay where they are.";
export const appendedBefore = "Rows that were appended before are not told apart.";
export const formerMappers = "Rows that are there are as the former mappers left them.";
export const formerArrays = "Rows that are there keep their arrays as they were.";
export const formerKey = (fields: readonly string[]) =>
  `Rows that are there were told apart by ${fields.join(", ")}.`;
export const formerKeyOfSource = "Rows that are there were told apart by the source’s own choice.";
export const formerCursor = (fields: readonly string[]) =>
  `The sync stands at a position of ${fields.join(", ")}.`;
export const formerCursorOfSource = "The sync stands at a position of the source’s own choice.";
export const newFields = (fields: readonly string[]) =>
  `Rows that are there have nothing in ${fields.join(", ")}.`;
export const allFieldsNew = "Rows that are there have nothing in the fields that are chosen now.";
