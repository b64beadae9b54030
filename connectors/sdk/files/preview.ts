import type { Context } from "../context";
import type { PreviewRequest, TablePreview } from "../destination";
import { rowTexts } from "../row-texts";
import type { Field, Value } from "../values";
import type { FileLocation } from "./content/location";
import { createCsvFormat } from "./csv/format";
import { start, type FileFormat } from "./format";
import { createJsonFormat } from "./json/table";
import { createParquetFormat } from "./parquet/format";
import { readRows } from "./read-rows";
import { parseCsvOptions, parseJsonOptions } from "./reader-options";
import { createTextFormat } from "./text-format";
import type { WrittenFormat } from "./write/format";

const maxBytesToInfer = 256 * 1024;

/** The first rows of a file that was written in `format`, by what the file itself shows. */
export async function previewFile(
  { location, format }: { location: FileLocation; format: WrittenFormat },
  { maxRows, maxCharacters }: Pick<PreviewRequest, "maxRows" | "maxCharacters">,
  ctx: Context,
): Promise<TablePreview> {
  const reader = readerOf(format);
  const { fields } = await reader.inspect(location, maxBytesToInfer, ctx);
  const file = await reader.open(location, fields, start, ctx);
  try {
    const rows: TablePreview["rows"] = [];
    for await (const event of readRows(file, { from: start, maxRows }, ctx))
      if (event.type === "batch" && event.batch.encoding === "rows")
        rows.push(...event.batch.rows.map((row) => textsOf(fields, row, maxCharacters)));
    return {
      place: location.label,
      columns: fields.map(({ name, type }) => ({ name, type: type.kind })),
      rows,
    };
  } finally {
    await file.close();
  }
}

/** What reads back what `format` has written; whether it is packed, the name of the file says. */
function readerOf(format: WrittenFormat): FileFormat {
  switch (format.format_type) {
    case "CSV": {
      const options = { sep: format.delimiter, ...(format.header ? {} : { header: null }) };
      return createTextFormat(createCsvFormat(parseCsvOptions(JSON.stringify(options))));
    }
    case "JSONL":
      return createTextFormat(createJsonFormat({ ...parseJsonOptions(undefined), lines: true }));
    case "Parquet":
      return createParquetFormat({
        maxRows: Infinity,
        allowsMissing: false,
        asDocuments: false,
        decimalsAsFloats: false,
      });
  }
}

function textsOf(fields: Field[], row: Value[], maxCharacters: number): (string | null)[] {
  const texts = rowTexts(fields, row);
  return fields.map(({ name }) =>
    texts ? (texts[name]?.slice(0, maxCharacters) ?? null) : "(too large to be shown)",
  );
}
