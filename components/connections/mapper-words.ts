import type { Mapper, RowCondition } from "@/lib/normalization/shape/mappers";

/** What a mapper does, in a few words. */
export function mapperWords({ type, mapperConfiguration: given }: Mapper): string {
  switch (type) {
    case "field-filtering":
      return `Leave out ${given.targetField}`;
    case "field-renaming":
      return `Rename ${given.originalFieldName} to ${given.newFieldName}`;
    case "row-filtering":
      return `Rows where ${conditionWords(given.conditions)}`;
    case "hashing":
      return `Hash ${given.targetField} (${given.method})`;
    case "encryption":
      return `Encrypt ${given.targetField} (${given.algorithm})`;
  }
}

function conditionWords(condition: RowCondition): string {
  switch (condition.type) {
    case "EQUAL":
      return `${condition.fieldName} is “${condition.comparisonValue}”`;
    case "NOT":
      return `not (${condition.conditions.map(conditionWords).join(" and ")})`;
  }
}
