import type { Field, LogicalType } from "@/connectors/sdk";
import { TypeGuess } from "../infer";
import type { CsvOptions } from "../reader-options";
import type { Inference } from "../rows/table";
import { fieldTypes } from "../values";
import { createCellRules } from "./cells";
import type { CsvLayout } from "./convert";
import type { PlainDialect } from "./plain/cell-index";
import { createGuessTaker } from "./plain/row-takers";
import type { Cell } from "./scanner";

/** `dialect`: how plain rows are told from their bytes, where they can be. */
export function createCsvInference(
  { columns, extra }: CsvLayout,
  options: CsvOptions,
  dialect: PlainDialect | null,
): Inference<Cell[]> {
  const rules = createCellRules(options);
  const { isMissing, plain } = rules;
  const guesses = columns.map(() => new TypeGuess());
  let hasExtra = false;
  return {
    add: (row) => {
      hasExtra ||= row.length > columns.length && row.slice(columns.length).some((cell) => cell !== null);
      for (let index = 0; index < row.length; index++) {
        const cell = row[index] ?? null;
        if (isMissing(cell)) continue;
        guesses[index]?.addCell(plain(cell));
      }
    },
    createTaker: () => dialect && createGuessTaker(dialect, guesses, rules),
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
