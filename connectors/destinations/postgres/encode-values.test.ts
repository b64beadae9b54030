import { describe, expect, it } from "vitest";
import type { LogicalType, Value } from "@/connectors/sdk";
import { CopyBuffer } from "@/connectors/sdk/postgres/copy-buffer";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";
import { headerLength } from "@/connectors/sdk/postgres/tuples";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { encoderFor, maxFieldBytes } from "./encode-values";
import { columnType } from "./values";

/** What is read back of a value that was written, and what had to be done to it. */
function roundTrip(type: LogicalType, value: Value, column: WireType = columnType(type)) {
  const out = new CopyBuffer(8);
  const start = out.used;
  out.ensure(headerLength + 2);
  out.view.setInt16(out.used + headerLength, 1); // decoding does not look at the message's header
  out.used += headerLength + 2;
  const misfit = encoderFor(type, column)(value, out);
  const [row] = decodeRows({ bytes: out.bytes.slice(start, out.used), count: 1 }, [column]);
  return { value: row?.[0], misfit };
}

const kept: [LogicalType, Value][] = [
  [{ kind: "string" }, ""],
  [{ kind: "string" }, "é".repeat(47)],
  [{ kind: "string" }, "a".repeat(48) + "🌍"],
  [{ kind: "string" }, "x".repeat(100_000)],
  [{ kind: "boolean" }, false],
  [{ kind: "integer", bits: 16 }, -32768],
  [{ kind: "integer", bits: 32 }, 2147483647],
  [{ kind: "integer", bits: 64 }, -9007199254740991],
  [{ kind: "integer", bits: 64 }, -1],
  [{ kind: "integer", bits: 64 }, 4294967295],
  [{ kind: "integer", bits: 64 }, 2n ** 63n - 1n],
  [{ kind: "number", bits: 32 }, 0.1],
  [{ kind: "number", bits: 64 }, Number.MIN_VALUE],
  [{ kind: "number", bits: 64 }, NaN],
  [{ kind: "number", bits: 32 }, -Infinity],
  [{ kind: "decimal" }, "-0.0010"],
  [{ kind: "decimal" }, "NaN"],
  [{ kind: "date" }, "-0043-03-15"],
  [{ kind: "time", zoned: false }, "24:00:00"],
  [{ kind: "time", zoned: true }, "12:00:00.000001-08:30"],
  [{ kind: "timestamp", zoned: false }, "1600-01-01T00:00:00.000001"],
  [{ kind: "timestamp", zoned: true }, "+20000-01-01T00:00:00Z"],
  [{ kind: "timestamp", zoned: true }, "-infinity"],
  [{ kind: "json" }, '{"b":1,"a":[1.10]}'],
  [{ kind: "uuid" }, "123e4567-e89b-42d3-a456-426614174000"],
];

describe("values in binary", () => {
  it.each(kept.map(([type, value]) => [type.kind, String(value).slice(0, 40), type, value] as const))(
    "%s %s is written as it is",
    (_kind, _text, type, value) => {
      expect(roundTrip(type, value)).toEqual({ value, misfit: null });
    },
  );

  it("bytes are written as they are", () => {
    const bytes = Uint8Array.of(0, 255, 10);
    expect(roundTrip({ kind: "binary" }, bytes)).toEqual({ value: bytes, misfit: null });
  });

  it("null is null in every type", () => {
    for (const [type] of kept) expect(roundTrip(type, null)).toEqual({ value: null, misfit: null });
  });

  it("a value of another kind than its field's becomes null", () => {
    for (const [type] of kept) {
      if (type.kind === "decimal") continue;
      const wrong: Value = type.kind === "binary" ? "text" : Uint8Array.of(1);
      expect(roundTrip(type, wrong)).toEqual({ value: null, misfit: "unfit" });
    }
  });

  it("a text that is longer than a field can be becomes null, and is not looked at", () => {
    expect(roundTrip({ kind: "string" }, "x".repeat(maxFieldBytes + 1))).toEqual({
      value: null,
      misfit: "tooLong",
    });
  });

  it("values for a column of text take their own form", () => {
    expect(roundTrip({ kind: "integer", bits: 64 }, 2n ** 60n, "text").value).toBe("1152921504606846976");
    expect(roundTrip({ kind: "boolean" }, true, "varchar").value).toBe("true");
    expect(roundTrip({ kind: "json" }, "[1]", "varchar").value).toBe("[1]");
  });

  it("integers for a column of numeric stay exact", () => {
    expect(roundTrip({ kind: "integer", bits: 64 }, -(2n ** 63n), "numeric").value).toBe(
      "-9223372036854775808",
    );
  });
});
