import {
  metaColumns,
  metaDocument,
  newRawId,
  rowDocument,
  type Change,
  type StreamPlan,
  type Value,
} from "@/connectors/sdk";
import type { CsvFormat, LinesFormat } from "../format";
import { fitValue, toCsv, toJson } from "../values";

/** How the rows of one run of one stream are written: the meta columns first, always in the same order. */
export interface LineFormat {
  /** What a file begins with; empty where it has no header. */
  header: string;
  /** What a row begins with: so many bytes of raw id, then the same in every row of the run and in no other. */
  idBytes: number;
  mark: string;
  /** What stands between the id and the values in a row of the run that has no changes; the mark first. */
  lead: string;
  /** One row with its line break. What had to be changed is added to `changes`. */
  encode(row: Value[], changes: Change[]): string;
}

export function createLineFormat(plan: StreamPlan, format: LinesFormat): LineFormat {
  return format.format_type === "CSV" ? csvLines(plan, format) : jsonLines(plan);
}

function jsonLines(plan: StreamPlan): LineFormat {
  const { rawId, meta, generationId, data } = metaColumns;
  const idStart = `{"${rawId}":"`;
  const mark = `","${metaColumns.extractedAt}":"${extractedAt(plan)}",`;
  const metaOf = (changes: Change[]) =>
    `"${meta}":${metaDocument(plan.syncId, changes)},"${generationId}":${plan.generation}`;
  const columns = plan.columns.map((column) => ({ ...column, prefix: `,${JSON.stringify(column.name)}:` }));
  const isRaw = plan.normalization === "raw";
  return {
    header: "",
    idBytes: idStart.length + idLength,
    mark,
    lead: mark + metaOf([]),
    encode(row, changes) {
      const fitted = fitRow(plan, row, changes);
      const members = isRaw
        ? `,"${data}":${document(plan, fitted)}`
        : columns.map(({ prefix, type, index }) => prefix + toJson(type, fitted[index] ?? null)).join("");
      return `${idStart}${newRawId()}${mark}${metaOf(changes)}${members}}\n`;
    },
  };
}

function csvLines(plan: StreamPlan, format: CsvFormat): LineFormat {
  const { delimiter } = format;
  const line = (values: Value[]) => values.map((value) => toCsv(value, delimiter)).join(delimiter);
  const mark = `${delimiter}${toCsv(extractedAt(plan), delimiter)}${delimiter}`;
  const metaOf = (changes: Change[]) => line([metaDocument(plan.syncId, changes), plan.generation]);
  const isRaw = plan.normalization === "raw";
  const { rawId, meta, generationId, data } = metaColumns;
  const own = isRaw ? [data] : plan.columns.map((column) => column.name);
  return {
    header: format.header ? `${line([rawId, metaColumns.extractedAt, meta, generationId, ...own])}\n` : "",
    idBytes: toCsv(newRawId(), delimiter).length,
    mark,
    lead: mark + metaOf([]),
    encode(row, changes) {
      const fitted = fitRow(plan, row, changes);
      const values = isRaw
        ? [document(plan, fitted)]
        : plan.columns.map(({ index }) => fitted[index] ?? null);
      const cells = values.map((value) => delimiter + toCsv(value, delimiter)).join("");
      return `${toCsv(newRawId(), delimiter)}${mark}${metaOf(changes)}${cells}\n`;
    },
  };
}

const idLength = 36;

function extractedAt(plan: StreamPlan): string {
  return new Date(plan.extractedAtMs).toISOString();
}

function fitRow(plan: StreamPlan, row: Value[], changes: Change[]): Value[] {
  const fitted = [...row];
  for (const { field, index, type } of plan.columns)
    fitted[index] = fitValue(type, row[index] ?? null, (misfit) => changes.push({ field, ...misfit }));
  return fitted;
}

function document(plan: StreamPlan, row: Value[]): string {
  return rowDocument(plan.stream.fields, row).replace(/[\r\n]+/g, " ");
}
