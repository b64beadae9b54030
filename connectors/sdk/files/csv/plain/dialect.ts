import type { Field } from "../../../values";
import type { CsvOptions } from "../../reader-options";
import type { PlainDialect } from "./cell-index";
import { wireTypeOf } from "./cell-writers";

/**
 * How rows are told from their bytes; null where that cannot be. A row of one column may be taken for a blank line, and
 * options that few files need give cells meanings that only texts are read by.
 */
export function plainDialectOf(options: CsvOptions, columns: number): PlainDialect | null {
  if (!isPlain(options) || columns < 2) return null;
  const separator = codeOf(options.sep ?? options.delimiter ?? ",");
  const quote = options.quoting === 3 ? -1 : codeOf(options.quotechar);
  if (separator === quote || [separator, quote].some(isNoByte)) return null;
  return { separator, quote, columns, skipsBlankLines: options.skip_blank_lines };
}

/** The fields of a file with the types that its tuples have, where these can be made. */
export function withNativeTypes(fields: Field[], options: CsvOptions): Field[] {
  return isPlain(options) && fields.length > 1
    ? fields.map((field) => ({ ...field, native: wireTypeOf(field.type) }))
    : fields;
}

/** Whether fields, as they were discovered once, still have the types of tuples. */
export function haveNativeTypes(fields: Field[], options: CsvOptions): boolean {
  return isPlain(options) && fields.every(({ type, native }) => native === wireTypeOf(type));
}

function isPlain(options: CsvOptions): boolean {
  return (
    options.nrows === undefined &&
    options.doublequote &&
    options.escapechar === null &&
    options.comment === null &&
    !options.skipinitialspace &&
    options.na_values.length === 0 &&
    !options.keep_default_na &&
    options.decimal === "." &&
    options.thousands === null
  );
}

/** Of several bytes in UTF-8, or a line end. */
function isNoByte(code: number): boolean {
  return code > 0x7f || code === 10 || code === 13;
}

function codeOf(character: string): number {
  return character.charCodeAt(0);
}
