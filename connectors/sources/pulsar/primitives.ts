import { isUtf8 } from "node:buffer";
import type { LogicalType } from "@/connectors/sdk";
import { textOfDays, textOfTime, textOfTimestamp } from "@/connectors/sdk/avro/logical-texts";
import type { Coerced } from "@/connectors/sdk/json-values/coerce";
import { notOfType } from "@/connectors/sdk/json-values/misfit";
import type { SchemaType } from "@/connectors/sdk/pulsar/types";

export interface PrimitiveType {
  type: LogicalType;
  /** Throws where the bytes are none of it. */
  read(bytes: Buffer): Coerced;
}

type Primitive = Exclude<SchemaType, "json" | "avro" | "key_value">;

const zoned = { kind: "timestamp", zoned: true } as const;
const local = { kind: "timestamp", zoned: false } as const;
const time = { kind: "time", zoned: false } as const;

/** Pulsar's primitive schemas: numbers are big endian. Protobuf is not taken apart. */
export const primitives: Record<Primitive, PrimitiveType> = {
  bytes: binary(),
  protobuf: binary(),
  protobuf_native: binary(),
  string: { type: { kind: "string" }, read: readText },
  boolean: { type: { kind: "boolean" }, read: sized(1, (bytes) => bytes[0] !== 0) },
  int8: { type: { kind: "integer", bits: 16 }, read: sized(1, (bytes) => bytes.readInt8(0)) },
  int16: { type: { kind: "integer", bits: 16 }, read: sized(2, (bytes) => bytes.readInt16BE(0)) },
  int32: { type: { kind: "integer", bits: 32 }, read: sized(4, (bytes) => bytes.readInt32BE(0)) },
  int64: { type: { kind: "integer", bits: 64 }, read: sized(8, (bytes) => longAt(bytes, 0)) },
  float: { type: { kind: "number", bits: 32 }, read: sized(4, (bytes) => bytes.readFloatBE(0)) },
  double: { type: { kind: "number", bits: 64 }, read: sized(8, (bytes) => bytes.readDoubleBE(0)) },
  date: { type: zoned, read: sized(8, (bytes) => instantOf(longAt(bytes, 0))) },
  timestamp: { type: zoned, read: sized(8, (bytes) => instantOf(longAt(bytes, 0))) },
  time: {
    type: time,
    read: sized(8, (bytes) => timeOf(floorMod(bytes.readBigInt64BE(0), 86_400_000n) * 1_000_000n)),
  },
  instant: {
    type: zoned,
    read: sized(12, (bytes) => {
      const nanos = bytes.readBigInt64BE(0) * 1_000_000_000n + BigInt(bytes.readInt32BE(8));
      return timestampOf(nanos, true);
    }),
  },
  local_date: {
    type: { kind: "date" },
    read: sized(8, (bytes) => textOfDays(longAt(bytes, 0)) ?? misfit(bytes, "date")),
  },
  local_time: { type: time, read: sized(8, (bytes) => timeOf(bytes.readBigInt64BE(0))) },
  local_date_time: {
    type: local,
    read: sized(16, (bytes) =>
      timestampOf(bytes.readBigInt64BE(0) * nanosPerDay + bytes.readBigInt64BE(8), false),
    ),
  },
};

const nanosPerDay = 86_400_000_000_000n;

/** Text as UTF-8; throws where the bytes are none. */
export function readText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Error("its bytes are no UTF-8");
  return bytes.toString("utf8");
}

function binary(): PrimitiveType {
  return { type: { kind: "binary" }, read: (bytes) => new Uint8Array(bytes) };
}

function sized(size: number, read: (bytes: Buffer) => Coerced): (bytes: Buffer) => Coerced {
  return (bytes) => {
    if (bytes.length !== size) throw new Error(`it has ${bytes.length} bytes, where its schema says ${size}`);
    return read(bytes);
  };
}

function longAt(bytes: Buffer, at: number): number | bigint {
  const value = bytes.readBigInt64BE(at);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function instantOf(ms: number | bigint): Coerced {
  const text = textOfTimestamp(ms, { as: "timestamp", of: "long", unit: "millis", isZoned: true });
  return text ?? notOfType(String(ms), "timestamp");
}

function timestampOf(nanos: bigint, isZoned: boolean): Coerced {
  const text = textOfTimestamp(nanos, { as: "timestamp", of: "long", unit: "nanos", isZoned });
  return text ?? notOfType(String(nanos), "timestamp");
}

function timeOf(nanos: bigint): Coerced {
  return textOfTime(nanos, "nanos") ?? notOfType(String(nanos), "time");
}

function misfit(bytes: Buffer, kind: string): Coerced {
  return notOfType(bytes.readBigInt64BE(0).toString(), kind);
}

function floorMod(value: bigint, size: bigint): bigint {
  return ((value % size) + size) % size;
}
