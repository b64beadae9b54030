import { ConfigError, type Context, type Stream } from "@/connectors/sdk";
import type { FileConfig } from "./config";
import { withFormat } from "./format";
import { locate } from "./location";
import { openReading, start } from "@/connectors/sdk/files/rows/reading";
import type { Format, Inference } from "@/connectors/sdk/files/rows/table";

/** A file up to this size is looked at whole, so that no value of it fails to fit its type later. */
export const inferredChars = 64 * 1024 * 1024;
const checkedChars = 1024 * 1024;

/** Opens the file and reads its first rows. */
export async function checkFile(config: FileConfig, ctx: Context): Promise<void> {
  await withFormat(config, (format) => lookAt(config, format, checkedChars, ctx));
}

export async function discoverFile(config: FileConfig, ctx: Context): Promise<Stream> {
  const fields = await withFormat(config, (format) => lookAt(config, format, inferredChars, ctx));
  return {
    name: config.dataset_name,
    fields,
    primaryKey: [],
    cursorFields: [],
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: false, deletes: false },
  };
}

/** The fields that the first `maxChars` characters show. */
async function lookAt<Raw>(config: FileConfig, format: Format<Raw>, maxChars: number, ctx: Context) {
  const reading = await openReading(locate(config), format, start, ctx);
  try {
    let inference: Inference<Raw> | null = null;
    let chars = 0;
    let rows = 0;
    for await (const piece of reading.pieces) {
      ctx.signal.throwIfAborted();
      if (reading.decoder.isDamaged && format.isStrict) throw foreignBytes(reading.decoder.encoding);
      inference ??= reading.table.createInference();
      for (const raw of piece.rows) if (rows++ < format.maxRows) inference.add(raw);
      chars += piece.chars;
      if (chars >= maxChars || rows >= format.maxRows) break;
    }
    const fields = inference?.fields() ?? [];
    if (fields.length === 0) {
      throw new ConfigError(
        "The file has no rows yet from which its fields could be told. Provide one with rows.",
        {
          field: ["url"],
        },
      );
    }
    return fields;
  } finally {
    await reading.close();
  }
}

function foreignBytes(encoding: string): ConfigError {
  const likely = encoding === "utf-8" ? "windows-1252" : "utf-8";
  return new ConfigError(
    `The file has bytes that ${encoding} does not have. Set its encoding in the reader options, most likely {"encoding": "${likely}"}; or {"encoding_errors": "replace"} to have such bytes marked with U+FFFD.`,
    { field: ["reader_options"] },
  );
}
