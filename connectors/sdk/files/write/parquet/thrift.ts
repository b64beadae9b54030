/**
 * Structs of Thrift's compact protocol, of which the footer of a Parquet file is made, as trees that keep every field,
 * known or not: what is not changed is written as it was read. Maps and sets do not come in footers.
 */
export type Thrift =
  | { type: "bool"; value: boolean }
  | { type: "int"; width: 3 | 4 | 5 | 6; value: bigint }
  | { type: "double" | "binary"; value: Uint8Array }
  | { type: "list"; elements: number; value: Thrift[] }
  | { type: "struct"; value: ThriftFields };

export type ThriftFields = Map<number, Thrift>;

const code = { true: 1, false: 2, i8: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, struct: 12 };

export function readStruct(bytes: Uint8Array): ThriftFields {
  return new Reader(bytes).struct();
}

export function writeStruct(fields: ThriftFields): Uint8Array {
  const writer = new Writer();
  writer.struct(fields);
  return writer.finish();
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  struct(): ThriftFields {
    const fields: ThriftFields = new Map();
    for (let id = 0; ;) {
      const head = this.byte();
      if (head === 0) return fields;
      id = head >> 4 === 0 ? Number(this.zigzag()) : id + (head >> 4);
      fields.set(id, this.value(head & 15));
    }
  }

  /** In a list a boolean is a byte of its own; in a struct it is its type. */
  private value(type: number): Thrift {
    switch (type) {
      case code.true:
      case code.false:
        return { type: "bool", value: type === code.true };
      case code.i8:
        return { type: "int", width: 3, value: BigInt.asIntN(8, BigInt(this.byte())) };
      case code.i16:
      case code.i32:
      case code.i64:
        return { type: "int", width: type as 4 | 5 | 6, value: this.zigzag() };
      case code.double:
        return { type: "double", value: this.take(8) };
      case code.binary:
        return { type: "binary", value: this.take(Number(this.varint())) };
      case code.list:
        return this.list();
      case code.struct:
        return { type: "struct", value: this.struct() };
      default:
        throw new Error(`A Parquet footer has a field of Thrift's type ${type}, which it should not have.`);
    }
  }

  private list(): Thrift {
    const head = this.byte();
    const count = head >> 4 === 15 ? Number(this.varint()) : head >> 4;
    const elements = head & 15;
    const isBoolean = elements === code.true || elements === code.false;
    const value = Array.from({ length: count }, () => this.value(isBoolean ? this.byte() : elements));
    return { type: "list", elements, value };
  }

  private byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error(`A Parquet footer ends at byte ${this.bytes.length}, too early.`);
    return byte;
  }

  private take(count: number): Uint8Array {
    const taken = this.bytes.slice(this.at, this.at + count);
    this.at += count;
    return taken;
  }

  private varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  private zigzag(): bigint {
    const value = this.varint();
    return value & 1n ? -(value >> 1n) - 1n : value >> 1n;
  }
}

class Writer {
  private readonly parts: Uint8Array[] = [];
  private pending: number[] = [];

  struct(fields: ThriftFields): void {
    let last = 0;
    for (const [id, field] of [...fields].sort(([one], [other]) => one - other)) {
      const type = typeOf(field);
      const step = id - last;
      if (step > 0 && step < 16) this.pending.push((step << 4) | type);
      else {
        this.pending.push(type);
        this.zigzag(BigInt(id));
      }
      if (field.type !== "bool") this.value(field);
      last = id;
    }
    this.pending.push(0);
  }

  finish(): Uint8Array {
    this.raw(new Uint8Array(0));
    return Buffer.concat(this.parts);
  }

  private value(field: Thrift): void {
    switch (field.type) {
      case "bool":
        return void this.pending.push(field.value ? code.true : code.false);
      case "int":
        return field.width === 3
          ? void this.pending.push(Number(BigInt.asUintN(8, field.value)))
          : this.zigzag(field.value);
      case "double":
        return this.raw(field.value);
      case "binary":
        this.varint(BigInt(field.value.length));
        return this.raw(field.value);
      case "list": {
        const count = field.value.length;
        this.pending.push((Math.min(count, 15) << 4) | field.elements);
        if (count >= 15) this.varint(BigInt(count));
        for (const element of field.value) this.value(element);
        return;
      }
      case "struct":
        return this.struct(field.value);
    }
  }

  private raw(bytes: Uint8Array): void {
    this.parts.push(Uint8Array.from(this.pending), bytes);
    this.pending = [];
  }

  private varint(value: bigint): void {
    let rest = value;
    for (; rest >= 128n; rest >>= 7n) this.pending.push(Number(rest & 127n) | 128);
    this.pending.push(Number(rest));
  }

  private zigzag(value: bigint): void {
    this.varint(value < 0n ? -value * 2n - 1n : value * 2n);
  }
}

function typeOf(field: Thrift): number {
  if (field.type === "bool") return field.value ? code.true : code.false;
  return field.type === "int" ? field.width : code[field.type];
}
