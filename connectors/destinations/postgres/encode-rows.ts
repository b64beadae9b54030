import {
  type Change,
  rowDocument,
  rowTexts,
  type Quarantined,
  type StreamPlan,
  type Value,
} from "@/connectors/sdk";
import type { CopyBuffer } from "@/connectors/sdk/postgres/copy-buffer";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { encoderFor, type Misfit, misfits, putNull, putUtf8 } from "./encode-values";
import { fitJson } from "./json-text";
import { fitsPage, pageCheckFrom } from "./page-size";
import type { Tail } from "./tail";

/** What one COPY message may hold, which is the whole of a row. */
const maxRowBytes = 0x3f00_0000;

export type EncodedRow = { changed: number } | { quarantined: Quarantined };

/** Writes one row: its content and the tail. A row that cannot be written leaves nothing in `out`. */
export type EncodeRow = (row: Value[], changes: Change[], out: CopyBuffer) => EncodedRow;

/** `types` are those of the table's columns, by name. */
export function rowEncoder(plan: StreamPlan, types: Map<string, WireType>, tail: Tail): EncodeRow {
  const content = plan.normalization === "raw" ? rawContent(plan) : basicContent(plan, types);
  return (row, changes, out) => {
    const start = out.used;
    out.ensure(2);
    out.view.setInt16(out.used, content.fields + tail.fieldCount);
    out.used += 2;
    const all = [...changes];
    content.write(row, all, out);
    tail.write(out, all);
    const reason = refusal(out, start, content.pageTypes);
    if (!reason) return { changed: all.length };
    out.used = start;
    return { quarantined: { row: rowTexts(plan.stream.fields, row), reason } };
  };
}

interface Content {
  fields: number;
  /** Set where a row may be too wide for a page. */
  pageTypes: WireType[] | null;
  write(row: Value[], changes: Change[], out: CopyBuffer): void;
}

function basicContent(plan: StreamPlan, types: Map<string, WireType>): Content {
  const columns = plan.columns.map((column) => {
    const type = types.get(column.name);
    if (!type) throw new Error(`The table of the plan has no column "${column.name}".`);
    return { name: column.name, index: column.index, type, encode: encoderFor(column.type, type) };
  });
  return {
    fields: columns.length,
    pageTypes: columns.length >= pageCheckFrom ? columns.map(({ type }) => type) : null,
    write(row, changes, out) {
      for (const { name, index, encode } of columns) {
        const misfit = encode(row[index] ?? null, out);
        if (misfit) changes.push({ field: name, ...misfits[misfit] });
      }
    },
  };
}

function rawContent(plan: StreamPlan): Content {
  const { fields } = plan.stream;
  return {
    fields: 2,
    pageTypes: null,
    write(row, changes, out) {
      const fitted = fields.map((field, index) => {
        const { value, misfit } = fitForDocument(field.type.kind, row[index] ?? null);
        if (misfit) changes.push({ field: field.name, ...misfits[misfit] });
        return value;
      });
      putNull(out);
      putUtf8(out, rowDocument(fields, fitted), 1);
    },
  };
}

/** Inside a jsonb document: no U+0000, no half surrogate pairs, and JSON that is JSON. */
function fitForDocument(kind: string, value: Value): { value: Value; misfit?: Misfit } {
  if (typeof value !== "string") return { value };
  if (kind === "json" || kind === "array" || kind === "object") {
    const fit = fitJson(value);
    if (!fit) return { value: null, misfit: "unfit" };
    return fit.mended ? { value: fit.text, misfit: "mended" } : { value };
  }
  if (value.includes("\0")) return { value: null, misfit: "unfit" };
  return value.isWellFormed() ? { value } : { value: value.toWellFormed(), misfit: "mended" };
}

function refusal(out: CopyBuffer, start: number, pageTypes: WireType[] | null): string | null {
  if (out.used - start > maxRowBytes)
    return "DESTINATION_RECORD_SIZE_LIMITATION: the row is larger than 1 GB.";
  if (pageTypes && !fitsPage(out.view, start, pageTypes))
    return "DESTINATION_RECORD_SIZE_LIMITATION: the row has more columns with values than fit into one page of PostgreSQL.";
  return null;
}
