import type { Value } from "@/connectors/sdk";
import type { BoundCondition, MappedField } from "./map-fields";
import { valueText } from "./value-text";

type Test = (row: Value[]) => boolean;

/**
 * Whether a row goes on. EQUAL compares a value's text with the one given, as a JSON document would show it (strings
 * without quotes), to the letter; null equals nothing. NOT holds where none of its conditions does.
 */
export function compileConditions(
  conditions: BoundCondition[],
  read: (field: MappedField) => (row: Value[]) => Value,
): Test | null {
  const [first, ...rest] = conditions.map((condition) => compile(condition, read));
  if (!first) return null;
  return rest.length === 0 ? first : (row) => first(row) && rest.every((test) => test(row));
}

function compile(condition: BoundCondition, read: (field: MappedField) => (row: Value[]) => Value): Test {
  switch (condition.type) {
    case "EQUAL": {
      const { text } = condition;
      const get = read(condition.field);
      return (row) => {
        const value = get(row);
        return value !== null && valueText(value) === text;
      };
    }
    case "NOT": {
      const tests = condition.conditions.map((inner) => compile(inner, read));
      return (row) => !tests.some((test) => test(row));
    }
  }
}
