import type { Mapper, RowCondition } from "@/lib/normalization/shape/mappers";
import * as text from "@/text/transformation";

/** What a mapper does, in a few words. */
export function mapperWords({ type, mapperConfiguration: given }: Mapper): string {
  switch (type) {
    case "field-filtering":
      return text.leaveOut(given.targetField);
    case "field-renaming":
      return text.rename(given.originalFieldName, given.newFieldName);
    case "row-filtering":
      return text.rowsWhere(conditionWords(given.conditions));
    case "hashing":
      return text.hash(given.targetField, given.method);
    case "encryption":
      return text.encrypt(given.targetField, given.algorithm);
  }
}

function conditionWords(condition: RowCondition): string {
  switch (condition.type) {
    case "EQUAL":
      return text.isEqual(condition.fieldName, condition.comparisonValue);
    case "NOT":
      return text.isNot(condition.conditions.map(conditionWords));
  }
}
