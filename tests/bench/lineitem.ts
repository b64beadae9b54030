import type { ColumnsBatch, Field } from "@/connectors/sdk";

export const rowsPerBatch = 16_384;

const integer = { kind: "integer", bits: 32 } as const;
const money = { kind: "decimal", precision: 12, scale: 2 } as const;
const text = { kind: "string" } as const;
const date = { kind: "date" } as const;

/** TPC-H's lineitem. */
export const lineitemFields: Field[] = [
  { name: "l_orderkey", type: integer, nullable: false },
  { name: "l_partkey", type: integer, nullable: false },
  { name: "l_suppkey", type: integer, nullable: false },
  { name: "l_linenumber", type: integer, nullable: false },
  { name: "l_quantity", type: money, nullable: false },
  { name: "l_extendedprice", type: money, nullable: false },
  { name: "l_discount", type: money, nullable: false },
  { name: "l_tax", type: money, nullable: false },
  { name: "l_returnflag", type: text, nullable: false },
  { name: "l_linestatus", type: text, nullable: false },
  { name: "l_shipdate", type: date, nullable: false },
  { name: "l_commitdate", type: date, nullable: false },
  { name: "l_receiptdate", type: date, nullable: false },
  { name: "l_shipinstruct", type: text, nullable: false },
  { name: "l_shipmode", type: text, nullable: false },
  { name: "l_comment", type: text, nullable: false },
];

const words =
  "carefully final deposits sleep furiously ironic packages regular quickly express requests bold slyly accounts pending theodolites blithely across the even".split(
    " ",
  );
const instructions = ["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"];
const shipModes = ["AIR", "MAIL", "SHIP", "RAIL", "TRUCK", "FOB", "REG AIR"];

/** Rows of the same shape and distribution as TPC-H's, the same for the same index. */
export function makeBatch(index: number): ColumnsBatch {
  const draw = createDraw(index + 1);
  const pickFrom = (list: string[]) => list[draw(list.length)] ?? "";
  const ints = (make: (row: number) => number) =>
    ({ as: "int32", values: Int32Array.from({ length: rowsPerBatch }, (_, row) => make(row)) }) as const;
  const cents = (make: () => number) =>
    ({
      as: "decimal64",
      scale: 2,
      values: BigInt64Array.from({ length: rowsPerBatch }, () => BigInt(make())),
    }) as const;
  const days = (from: number) =>
    ({
      as: "date32",
      values: Int32Array.from({ length: rowsPerBatch }, () => 8036 + from + draw(2500)),
    }) as const;
  const texts = (make: () => string) =>
    ({ as: "text", values: Array.from({ length: rowsPerBatch }, make) }) as const;
  const columns: ColumnsBatch["columns"] = [
    ints((row) => (index * rowsPerBatch + row) >> 2),
    ints(() => draw(200_000)),
    ints(() => draw(10_000)),
    ints((row) => (row % 4) + 1),
    cents(() => (draw(50) + 1) * 100),
    cents(() => (draw(50) + 1) * (90_000 + draw(100_000))),
    cents(() => draw(11)),
    cents(() => draw(9)),
    texts(() => pickFrom(["A", "N", "R"])),
    texts(() => pickFrom(["O", "F"])),
    days(0),
    days(-30),
    days(1),
    texts(() => pickFrom(instructions)),
    texts(() => pickFrom(shipModes)),
    texts(() => makeComment(draw)),
  ];
  return { encoding: "columns", count: rowsPerBatch, columns, bytes: rowsPerBatch * 130 };
}

function makeComment(draw: (limit: number) => number): string {
  const length = 10 + draw(34);
  let comment = "";
  while (comment.length < length) comment += `${words[draw(words.length)] ?? ""} `;
  // As a decoder gives it: a text of its own, not a view of a longer one.
  return Buffer.from(comment.slice(0, length), "latin1").toString("latin1");
}

/** Numbers below a limit, of a linear congruential generator. */
function createDraw(seed: number): (limit: number) => number {
  let state = seed * 12_345;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
}
