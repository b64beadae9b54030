import type { Field } from "@/connectors/sdk";
import { freeName } from "../csv/names";
import { TypeGuess } from "../infer";
import { extraName, type Inference } from "../rows/table";
import { fieldTypes } from "../values";
import { isObject, parseObject, type JsonObjectText } from "./text";

export function createJsonInference(): Inference<string> {
  const guesses = new Map<string, TypeGuess>();
  let hasExtra = false;
  return {
    add: (text) => {
      const row = parseObject(text);
      if (!isObject(row)) {
        hasExtra = true;
        return;
      }
      for (const [name, value] of Object.entries(row.members)) {
        let guess = guesses.get(name);
        if (!guess) guesses.set(name, (guess = new TypeGuess()));
        addValue(guess, row, name, value);
      }
    },
    fields: () => {
      const fields = [...guesses].map(([name, guess]): Field => ({
        name,
        type: guess.result(),
        nullable: true,
      }));
      const name = guesses.has(extraName) ? freeName(extraName, new Set(guesses.keys())) : extraName;
      return hasExtra ? [...fields, { name, type: fieldTypes.json, nullable: true }] : fields;
    },
  };
}

function addValue(guess: TypeGuess, row: JsonObjectText, name: string, value: unknown): void {
  switch (typeof value) {
    case "string":
      guess.addString(value);
      break;
    case "number":
      if (row.isRisky(value)) guess.addNumber(row.written(name));
      else guess.add(Number.isInteger(value) ? "integer" : "number");
      break;
    case "boolean":
      guess.add("boolean");
      break;
    default:
      if (value !== null) guess.add("json");
  }
}
