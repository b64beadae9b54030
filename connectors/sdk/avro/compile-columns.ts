import type { ColumnsBatch } from "../batch";
import { valuesOf } from "../column-values";
import type { Change, Field, Value } from "../values";
import type { ByteBuffer } from "./byte-buffer";
import { compileAdditional, compileOwn, type RowFacts } from "./compile-record";
import { compileNullable, quickPut } from "./compile-value";
import { quickColumn, type PutAt } from "./quick-columns";
import { avroFormat } from "./record-format";
import type { RowField, RowRecord } from "./record-plan";

/** Appends one row of a batch as a record, by its place in the batch; changes as `PutRow` has them. */
export type PutRowAt = (row: number, facts: RowFacts, out: ByteBuffer, changes: Change[]) => void;

/**
 * Records in Avro's binary form straight out of columns: to the last bit what `compileRecord` makes of the same rows, without
 * a value in between for what has a form of its own in a column.
 */
export function compileColumns({ fields, additional }: RowRecord): (values: ColumnValues) => PutRowAt {
  const putOwn = compileOwn(avroFormat);
  const putOthers = compileAdditional(additional, fields.length, avroFormat);
  const compiled = fields.map((field) => ({
    field,
    put: compileNullable(field.node, field.column, avroFormat),
  }));
  return (values) => {
    const parts = compiled.map(({ field, put }) => ({
      put,
      index: field.index,
      putAt: openField(field, values),
    }));
    const others = additional.map(({ index }) => index);
    return (row, facts, out, changes) => {
      putOwn(facts, out);
      for (const { put, index, putAt } of parts)
        if (!putAt(row, out)) put(values.at(row, index), out, changes);
      putOthers(
        others.map((index) => values.at(row, index)),
        out,
      );
    };
  };
}

function openField({ index, node }: RowField, values: ColumnValues): PutAt {
  const column = values.batch.columns[index];
  const isScalar = node.as !== "array" && node.as !== "record";
  const quick = column && isScalar ? quickColumn(column, node.as, node.type) : null;
  if (quick) return quick;
  const put = quickPut(node, avroFormat);
  return (row, out) => put(values.at(row, index), out);
}

/** Values of a batch of columns, in the forms of values.ts; a column is turned into them as a whole, once one is asked for. */
export class ColumnValues {
  private readonly known: Value[][] = [];

  constructor(
    readonly batch: ColumnsBatch,
    private readonly fields: Field[],
  ) {}

  at(row: number, index: number): Value {
    return (this.known[index] ??= this.decode(index))[row] ?? null;
  }

  private decode(index: number): Value[] {
    const [column, field] = [this.batch.columns[index], this.fields[index]];
    return column && field ? valuesOf(column, field.type, this.batch.count) : [];
  }
}
