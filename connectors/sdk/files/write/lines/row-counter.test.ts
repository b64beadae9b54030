import { describe, expect, it } from "vitest";
import type { Field, StreamPlan, Value } from "@/connectors/sdk";
import { planStream } from "@/connectors/sdk/testing";
import type { LinesFormat } from "../format";
import { createLineFormat } from "./line-format";
import { RowCounter } from "./row-counter";

const fields: Field[] = [
  { name: "id", type: { kind: "integer", bits: 32 }, nullable: false },
  { name: "said", type: { kind: "json" }, nullable: true },
];
const plan = planStream({ connectionId: "c1", namespace: "default", name: "orders", fields });
const later = { ...plan, syncId: 2, extractedAtMs: plan.extractedAtMs + 1 };
const rows: Value[][] = [
  [1, "12"],
  [2, null],
  [3, '"a,b"'],
  [4, "{broken"],
  [5, '{"a":\n1}'],
  [6, '"é"'],
];

const formats: LinesFormat[] = [
  { format_type: "JSONL", compression: "none" },
  { format_type: "CSV", compression: "none", delimiter: ",", header: true },
  { format_type: "CSV", compression: "none", delimiter: "-", header: false },
  { format_type: "CSV", compression: "none", delimiter: "§", header: true },
];

/** Rows of two runs, and lines that nobody here wrote. */
function fileOf(format: LinesFormat): Buffer {
  const parts = [plan, later, plan].map((run) => {
    const lines = createLineFormat(run, format);
    return lines.header + rows.map((row) => lines.encode(row, [])).join("");
  });
  const strange = format.format_type === "CSV" ? 'a,"line\nbreak"\n\n"""",x\n' : '{"a":"\\""}\n\n"\n';
  return Buffer.from(parts.join(strange) + strange);
}

function count(run: StreamPlan, format: LinesFormat, chunkBytes: number): number {
  const counter = new RowCounter(createLineFormat(run, format), format.format_type === "CSV");
  const file = fileOf(format);
  for (let at = 0; at < file.length; at += chunkBytes) counter.take(file.subarray(at, at + chunkBytes));
  return counter.rows;
}

describe.each(formats)("counting the rows of a run in $format_type with $delimiter", (format) => {
  it("finds those of the run alone, wherever chunks end", () => {
    const { length } = fileOf(format);
    for (const chunkBytes of [1, 2, 7, 64, 101, 250, length - 1, length]) {
      expect([chunkBytes, count(plan, format, chunkBytes)]).toEqual([chunkBytes, rows.length * 2]);
      expect([chunkBytes, count(later, format, chunkBytes)]).toEqual([chunkBytes, rows.length]);
    }
  });

  it("leaves out a row that ends in the middle", () => {
    const lines = createLineFormat(plan, format);
    const line = Buffer.from(lines.encode([1, '"a,b"'], []));
    for (let end = 0; end <= line.length; end++) {
      const counter = new RowCounter(lines, format.format_type === "CSV");
      counter.take(line.subarray(0, end));
      expect([end, counter.rows]).toEqual([end, end === line.length ? 1 : 0]);
    }
  });
});
