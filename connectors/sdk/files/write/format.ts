/** How rows are written as lines of text. */
export type LinesFormat =
  | { format_type: "JSONL"; compression: "none" | "gzip" }
  | { format_type: "CSV"; compression: "none" | "gzip"; delimiter: string; header: boolean };

/** With its dot: ".csv.gz". */
export function endingOf(format: LinesFormat): string {
  return `.${format.format_type.toLowerCase()}${format.compression === "gzip" ? ".gz" : ""}`;
}
