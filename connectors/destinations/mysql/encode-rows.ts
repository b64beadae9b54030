import {
  type Change,
  metaColumns,
  metaDocument,
  newRawId,
  type Quarantined,
  rowDocument,
  rowTexts,
  type StreamPlan,
  type Value,
} from "@/connectors/sdk";
import { fitJson } from "./json-text";
import { type Encode, encoderFor, type Limits, type Misfit, misfits } from "./encode-values";
import type { Slot } from "./values";

export type Cell = string | Uint8Array | null;

export type EncodedRow = { cells: Cell[]; changed: number } | { quarantined: Quarantined };

/**
 * A row as cells, in this order: its content, the raw id, and the meta document, which is null where it is the same as
 * for all rows of the run.
 */
export type EncodeRow = (row: Value[], changes: Change[]) => EncodedRow;

/** The columns whose cells a row brings, in order. */
export function rowColumns(plan: StreamPlan): string[] {
  const content = plan.normalization === "raw" ? [metaColumns.data] : plan.columns.map(({ name }) => name);
  return [...content, metaColumns.rawId, metaColumns.meta];
}

/** `slots` are those of the table's columns, by name. */
export function rowEncoder(plan: StreamPlan, slots: Map<string, Slot>, limits: Limits): EncodeRow {
  const encode = plan.normalization === "raw" ? rawContent(plan, limits) : basicContent(plan, slots, limits);
  return (row, given) => {
    const changes = [...given];
    const cells = encode(row, changes);
    const reason = refusal(cells, limits);
    if (reason) return { quarantined: { row: rowTexts(plan.stream.fields, row), reason } };
    cells.push(newRawId(), changes.length === 0 ? null : metaDocument(plan.syncId, changes).toWellFormed());
    return { cells, changed: changes.length };
  };
}

interface ContentColumn {
  name: string;
  index: number;
  encode: Encode;
}

type EncodeContent = (row: Value[], changes: Change[]) => Cell[];

function basicContent(plan: StreamPlan, slots: Map<string, Slot>, limits: Limits): EncodeContent {
  const columns = plan.columns.map((column): ContentColumn => {
    const slot = slots.get(column.name);
    if (!slot) throw new Error(`The table of the plan has no column "${column.name}".`);
    return { name: column.name, index: column.index, encode: encoderFor(column.type, slot, limits) };
  });
  return (row, changes) => {
    const cells = new Array<Cell>(columns.length).fill(null);
    for (let at = 0; at < columns.length; at++) {
      const { name, index, encode } = columns[at] as ContentColumn;
      const value = row[index] ?? null;
      if (value === null) continue;
      const encoded = encode(value);
      if (typeof encoded === "string" || encoded instanceof Uint8Array) cells[at] = encoded;
      else {
        cells[at] = encoded.text;
        changes.push({ field: name, ...misfits[encoded.misfit] });
      }
    }
    return cells;
  };
}

function rawContent(plan: StreamPlan, limits: Limits): EncodeContent {
  const { fields } = plan.stream;
  return (row, changes) => {
    const fitted = fields.map((field, index) => {
      const { value, misfit } = fitForDocument(field.type.kind, row[index] ?? null, limits);
      if (misfit) changes.push({ field: field.name, ...misfits[misfit] });
      return value;
    });
    return [rowDocument(fields, fitted)];
  };
}

/** Inside a JSON document: no half surrogate pairs, and JSON that is JSON, one level less deep. */
function fitForDocument(
  kind: string,
  value: Value,
  { maxJsonDepth }: Limits,
): { value: Value; misfit?: Misfit } {
  if (typeof value !== "string") return { value };
  if (kind === "json" || kind === "array" || kind === "object") {
    const fit = fitJson(value, maxJsonDepth - 1);
    if (!fit) return { value: null, misfit: "unfit" };
    return fit.mended ? { value: fit.text, misfit: "mended" } : { value };
  }
  return value.isWellFormed() ? { value } : { value: value.toWellFormed(), misfit: "mended" };
}

/** From so many columns on, a row may be too wide for a page of InnoDB. */
const pageCheckFrom = 150;
const maxPageBytes = 7900;
/** What a long value leaves in the page; a short one stands there whole. */
const outsideBytes = 40;

function refusal(cells: Cell[], { maxBytes }: Limits): string | null {
  let bytes = 0;
  let inPage = 0;
  for (const cell of cells) {
    if (cell === null) continue;
    bytes += cell.length;
    inPage += Math.min(cell.length, outsideBytes) + 2;
  }
  if (bytes * 3 > maxBytes && byteLength(cells) > maxBytes)
    return "DESTINATION_RECORD_SIZE_LIMITATION: the row is larger than the server's max_allowed_packet.";
  if (cells.length >= pageCheckFrom && inPage > maxPageBytes)
    return "DESTINATION_RECORD_SIZE_LIMITATION: the row has more columns with values than fit into one page of InnoDB.";
  return null;
}

function byteLength(cells: Cell[]): number {
  return cells.reduce(
    (sum, cell) =>
      sum + (cell === null ? 0 : typeof cell === "string" ? Buffer.byteLength(cell) : cell.length * 2),
    0,
  );
}
