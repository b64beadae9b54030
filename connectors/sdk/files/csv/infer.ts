import type { Field, LogicalType } from "@/connectors/sdk";
import { TypeGuess } from "../infer";
import type { CsvOptions } from "../reader-options";
import type { Inference } from "../rows/table";
import { fieldTypes } from "../values";
import { createCellRules } from "./cells";
import type { Cell } from "./scanner";

export function createCsvInference(columns: string[], extra: string, options: CsvOptions): Inference<Cell[]> {
  const { isMissing, plain } = createCellRules(options);
  const guesses = columns.map(() => new TypeGuess());
  let hasExtra = false;
  return {
    add: (row) => {
      hasExtra ||= row.length > columns.length && row.slice(columns.length).some((cell) => cell !== null);
      for (let index = 0; index < row.length; index++) {
        const cell = row[index] ?? null;
        if (isMissing(cell)) continue;
        const text = plain(cell);
        if (text === undefined) guesses[index]?.add("string");
        else if (text !== "") guesses[index]?.addText(text);
      }
    },
    fields: () => {
      const fields = columns.map((name, index): Field => {
        const forced = typeof options.dtype === "object" ? options.dtype[name] : options.dtype;
        const type: LogicalType | undefined = forced ? fieldTypes[forced] : guesses[index]?.result();
        return { name, type: type ?? fieldTypes.string, nullable: true };
      });
      const rest: Field = { name: extra, type: { kind: "array", of: fieldTypes.string }, nullable: true };
      return hasExtra ? [...fields, rest] : fields;
    },
  };
}
