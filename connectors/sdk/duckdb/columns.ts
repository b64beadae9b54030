import { utf8Texts, type Column } from "@/connectors/sdk";
import type { Arena } from "./arena";
import { encodeValues, isFloat, tooLarge, type EncodedColumn, type Target } from "./encode";
import { infiniteDays, infiniteMicros, isTimestamp, microsPerDay, powerOfTen } from "./parse";
import { maxPrecision64, type Slot } from "./values";
import { adoptUtf8, copyUtf8, Validity, type Vector } from "./vector";

/** Some rows of a column of a batch, copied, so that its source may use its arrays again. */
export function encodeColumn(
  column: EncodedColumn,
  source: Column,
  { start, rows }: { start: number; rows: number },
  target: Target,
): Vector {
  if (source.as === "utf8") {
    if (column.slot.type === "VARCHAR")
      return adoptUtf8(copyUtf8(source, start, rows, target.arena), target.arena);
    return encodeValues(column, utf8Texts(source, start, start + rows), target);
  }
  if (source.as === "text" || source.as === "bytes")
    return encodeValues(column, source.values.slice(start, start + rows), target);
  return adoptTyped(column, copyTyped(source, start, rows, target.arena), target);
}

/** The same for a whole column whose memory is the arena's already, and stays as it is. */
export function adoptColumn(column: EncodedColumn, source: Column, target: Target): Vector {
  if (source.as === "utf8") {
    if (column.slot.type === "VARCHAR") return adoptUtf8(source, target.arena);
    return encodeValues(column, utf8Texts(source, 0, source.offsets.length - 1), target);
  }
  if (source.as === "text" || source.as === "bytes") return encodeValues(column, source.values, target);
  return adoptTyped(column, source, target);
}

function adoptTyped(column: EncodedColumn, source: TypedColumn, target: Target): Vector {
  const { values } = source;
  const validity = Validity.from(source.valid, 0, values.length);
  for (const row of misfitsOf(column, source)) {
    if (validity.isNull(row)) continue;
    validity.setNull(row);
    target.report(row, tooLarge);
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (source.as === "bool") for (let row = 0; row < bytes.length; row++) if (bytes[row]) bytes[row] = 1;
  return { layout: "fixed", bytes, validity: validity.bits };
}

function copyTyped(source: TypedColumn, start: number, rows: number, arena: Arena): TypedColumn {
  const part = source.values.subarray(start, start + rows);
  const bytes = arena.takeBytes(part.byteLength);
  bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  const { buffer, byteOffset } = bytes;
  const valid = source.valid ? { valid: source.valid.subarray(start, start + rows) } : {};
  switch (source.as) {
    case "bool":
      return { as: source.as, values: bytes, ...valid };
    case "int32":
    case "date32":
      return { as: source.as, values: new Int32Array(buffer, byteOffset, rows), ...valid };
    case "float64":
      return { as: source.as, values: new Float64Array(buffer, byteOffset, rows), ...valid };
    case "int64":
    case "time64":
    case "micros64":
      return { as: source.as, values: new BigInt64Array(buffer, byteOffset, rows), ...valid };
    case "decimal64":
      return {
        as: source.as,
        scale: source.scale,
        values: new BigInt64Array(buffer, byteOffset, rows),
        ...valid,
      };
  }
}

type TypedColumn = Exclude<Column, { as: "text" | "utf8" | "bytes" }>;

/** The rows whose value DuckDB has no room for; nulls may be among them. */
function misfitsOf({ type, slot, isFinite = false }: EncodedColumn, source: TypedColumn): number[] {
  const expect = (...types: Slot["type"][]) => {
    if (!types.includes(slot.type)) throw mismatch(source, slot);
  };
  switch (source.as) {
    case "bool":
      expect("BOOLEAN");
      return [];
    case "int32":
      expect("INTEGER");
      if (type.kind !== "integer" || type.bits !== 16) return [];
      return rowsWhere(source.values, (value) => value !== (value << 16) >> 16);
    case "date32":
      expect("DATE");
      return rowsWhere(
        source.values,
        (value) => value === -2_147_483_648 || (isFinite && Math.abs(value) === infiniteDays),
      );
    case "float64":
      expect("DOUBLE");
      if (type.kind !== "number" || type.bits !== 32) return [];
      return rowsWhere(source.values, (value) => !isFloat(type, value));
    case "int64":
      expect("BIGINT");
      return [];
    case "time64":
      expect("TIME");
      return rowsOutside(source.values, 0n, BigInt(microsPerDay));
    case "micros64":
      expect("TIMESTAMP", "TIMESTAMPTZ");
      return rowsOutside(source.values, -quickMicros, quickMicros).filter(
        (row) => !isTimestamp(source.values[row] ?? 0n) || (isFinite && isInfinite(source.values[row] ?? 0n)),
      );
    case "decimal64": {
      if (slot.type !== "DECIMAL" || slot.scale !== source.scale || slot.precision > maxPrecision64)
        throw mismatch(source, slot);
      const limit = powerOfTen(slot.precision);
      return rowsOutside(source.values, 1n - limit, limit - 1n);
    }
  }
}

function isInfinite(micros: bigint): boolean {
  return micros === infiniteMicros || micros === -infiniteMicros;
}

function rowsWhere(values: Int32Array | Float64Array, is: (value: number) => boolean): number[] {
  const found: number[] = [];
  for (let row = 0; row < values.length; row++) if (is(values[row] ?? 0)) found.push(row);
  return found;
}

/** Between these a timestamp is one for sure. */
const quickMicros = 9_007_199_254_740_991n;

/** Bigints are slow, so they are only made where a double would not be exact. */
function rowsOutside(values: BigInt64Array, first: bigint, last: bigint): number[] {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const [firstNumber, lastNumber] = [Number(first), Number(last)];
  const found: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const high = words[row * 2 + 1] ?? 0;
    if (high >= -0x20_0000 && high < 0x20_0000) {
      const value = high * 0x1_0000_0000 + ((words[row * 2] ?? 0) >>> 0);
      if (value >= firstNumber && value <= lastNumber) continue;
    } else {
      const value = values[row] ?? 0n;
      if (value >= first && value <= last) continue;
    }
    found.push(row);
  }
  return found;
}

function mismatch(source: Column, slot: Slot): Error {
  return new Error(`The source gave a column as ${source.as} that is planned as ${JSON.stringify(slot)}.`);
}
