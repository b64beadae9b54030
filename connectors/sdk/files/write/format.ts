export interface CsvFormat {
  format_type: "CSV";
  compression: "none" | "gzip";
  delimiter: string;
  header: boolean;
}

/** How rows are written as lines of text. */
export type LinesFormat = { format_type: "JSONL"; compression: "none" | "gzip" } | CsvFormat;

/** Names are Airbyte's. */
export const parquetCodecs = ["SNAPPY", "ZSTD", "GZIP", "LZ4", "BROTLI", "UNCOMPRESSED"] as const;

export interface ParquetFormat {
  format_type: "Parquet";
  compression_codec: (typeof parquetCodecs)[number];
}

export type WrittenFormat = LinesFormat | ParquetFormat;

/** With its dot: ".csv.gz". */
export function endingOf(format: WrittenFormat): string {
  const name = `.${format.format_type.toLowerCase()}`;
  return format.format_type !== "Parquet" && format.compression === "gzip" ? `${name}.gz` : name;
}
