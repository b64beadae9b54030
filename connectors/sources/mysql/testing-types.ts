import type { LogicalKind, Value } from "@/connectors/sdk";

export interface TypeCase {
  type: string;
  kind: LogicalKind;
  /** Of SQL. */
  values: string[];
  expected: Value[];
  /** How many values had to become null, or something else. */
  changed?: number;
  isMariaDbOnly?: boolean;
}

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const unsigned64 = "18446744073709551615";
const digits65 = `${"9".repeat(35)}.${"9".repeat(30)}`;
const noDate = ["'0000-00-00'", "'2026-00-10'", "'2026-02-31'", "'2025-02-29'"];

/** Each type with its limits and its oddities, and what must come of them. Null is added to each. */
export const typeCases: TypeCase[] = [
  { type: "boolean", kind: "boolean", values: ["true", "false"], expected: [true, false] },
  {
    type: "tinyint(1)",
    kind: "boolean",
    values: ["-1", "2", "0"],
    expected: [true, true, false],
    changed: 2,
  },
  { type: "tinyint", kind: "integer", values: ["-128", "127"], expected: [-128, 127] },
  { type: "tinyint unsigned", kind: "integer", values: ["0", "255"], expected: [0, 255] },
  { type: "tinyint(1) unsigned", kind: "integer", values: ["255"], expected: [255] },
  { type: "smallint", kind: "integer", values: ["-32768", "32767"], expected: [-32768, 32767] },
  { type: "smallint unsigned", kind: "integer", values: ["65535"], expected: [65535] },
  { type: "mediumint", kind: "integer", values: ["-8388608", "8388607"], expected: [-8388608, 8388607] },
  { type: "mediumint unsigned", kind: "integer", values: ["16777215"], expected: [16777215] },
  {
    type: "int",
    kind: "integer",
    values: ["-2147483648", "2147483647"],
    expected: [-2147483648, 2147483647],
  },
  { type: "int unsigned", kind: "integer", values: ["4294967295"], expected: [4294967295] },
  { type: "int(8) unsigned zerofill", kind: "integer", values: ["42"], expected: [42] },
  {
    type: "bigint",
    kind: "integer",
    values: ["-9223372036854775808", "9223372036854775807", "9007199254740993", "-1", "999999999999999"],
    expected: [-9223372036854775808n, 9223372036854775807n, 9007199254740993n, -1, 999999999999999],
  },
  {
    type: "bigint unsigned",
    kind: "decimal",
    values: [unsigned64, "0", "10000"],
    expected: [unsigned64, "0", "10000"],
  },
  {
    type: "decimal(65,30)",
    kind: "decimal",
    values: [digits65, `-${digits65}`, "0", "-0.000000000000000000000000000001", "10000"],
    expected: [
      digits65,
      `-${digits65}`,
      `0.${"0".repeat(30)}`,
      "-0.000000000000000000000000000001",
      `10000.${"0".repeat(30)}`,
    ],
  },
  {
    type: "decimal(10,2)",
    kind: "decimal",
    values: ["1.5", "-99999999.99", "0.05"],
    expected: ["1.50", "-99999999.99", "0.05"],
  },
  { type: "decimal(5)", kind: "decimal", values: ["12345", "-1"], expected: ["12345", "-1"] },
  {
    type: "float",
    kind: "number",
    values: ["0.1", "16777216", "3.4028235e38", "1.17549e-38", "-0.0"],
    expected: [0.1, 16777216, 3.4028235e38, 1.17549e-38, 0],
  },
  {
    type: "double",
    kind: "number",
    values: ["0.1e0", "1.7976931348623157e308", "2.2250738585072014e-308", "0.30000000000000004e0", "1e15"],
    expected: [0.1, 1.7976931348623157e308, 2.2250738585072014e-308, 0.30000000000000004, 1e15],
  },
  { type: "double(10,2)", kind: "number", values: ["1.005", "12345678.91"], expected: [1, 12345678.91] },
  { type: "bit(1)", kind: "boolean", values: ["b'1'", "b'0'"], expected: [true, false] },
  { type: "bit(10)", kind: "integer", values: ["b'1111111111'", "0"], expected: [1023, 0] },
  { type: "bit(64)", kind: "decimal", values: [unsigned64], expected: [unsigned64] },
  { type: "year", kind: "integer", values: ["1901", "2155", "0"], expected: [1901, 2155, 0] },
  {
    type: "date",
    kind: "date",
    values: ["'1000-01-01'", "'9999-12-31'", "'2024-02-29'", "'0001-03-01'", ...noDate],
    expected: ["1000-01-01", "9999-12-31", "2024-02-29", "0001-03-01", null, null, null, null],
    changed: 4,
  },
  {
    type: "datetime",
    kind: "timestamp",
    values: ["'2026-01-02 03:04:05'", "'9999-12-31 23:59:59'", "'0000-00-00 00:00:00'"],
    expected: ["2026-01-02T03:04:05", "9999-12-31T23:59:59", null],
    changed: 1,
  },
  {
    type: "datetime(6)",
    kind: "timestamp",
    values: ["'2026-01-02 03:04:05.000001'", "'9999-12-31 23:59:59.999999'", "'1000-01-01 00:00:00.5'"],
    expected: ["2026-01-02T03:04:05.000001", "9999-12-31T23:59:59.999999", "1000-01-01T00:00:00.500000"],
  },
  {
    type: "timestamp(3) null",
    kind: "timestamp",
    values: ["'2026-07-01 12:00:00.123'", "'1970-01-01 00:00:01'"],
    expected: ["2026-07-01T12:00:00.123000Z", "1970-01-01T00:00:01Z"],
  },
  {
    type: "time(6)",
    kind: "time",
    values: ["'00:00:00'", "'23:59:59.999999'", "'24:00:00'", "'838:59:59'", "'-838:59:59'", "'-00:00:01'"],
    expected: ["00:00:00", "23:59:59.999999", null, null, null, null],
    changed: 4,
  },
  { type: "char(4)", kind: "string", values: ["'ab  '", "''", "'Grüß'"], expected: ["ab", "", "Grüß"] },
  {
    type: "varchar(40)",
    kind: "string",
    values: ["'a  '", "'世界 🌍'", "'tab\\tnul\\0end'", "'it''s \\\\'"],
    expected: ["a  ", "世界 🌍", "tab\tnul\0end", "it's \\"],
  },
  {
    type: "varchar(40) character set latin1",
    kind: "string",
    values: ["'café €'"],
    expected: ["café €"],
  },
  { type: "varchar(40) character set sjis", kind: "string", values: ["'日本'"], expected: ["日本"] },
  { type: "varchar(40) character set utf16", kind: "string", values: ["'a🌍'"], expected: ["a🌍"] },
  {
    type: "varchar(40) character set utf8mb3",
    kind: "string",
    values: ["CONVERT(X'61EDA08062' USING utf8mb3)", "'ü'"],
    expected: ["a\ufffd\ufffd\ufffdb", "ü"],
    changed: 1,
  },
  { type: "tinytext", kind: "string", values: ["'x'"], expected: ["x"] },
  { type: "text", kind: "string", values: ["REPEAT('ä', 300)"], expected: ["ä".repeat(300)] },
  { type: "mediumtext", kind: "string", values: ["REPEAT('x', 70000)"], expected: ["x".repeat(70_000)] },
  { type: "longtext", kind: "string", values: ["'[1'"], expected: ["[1"] },
  { type: "enum('a','b c','ü')", kind: "string", values: ["'b c'", "'ü'"], expected: ["b c", "ü"] },
  { type: "set('a','b','c')", kind: "string", values: ["'a,c'", "''"], expected: ["a,c", ""] },
  { type: "binary(4)", kind: "binary", values: ["X'0102'"], expected: [bytes("01020000")] },
  { type: "varbinary(10)", kind: "binary", values: ["X'00FF'", "''"], expected: [bytes("00ff"), bytes("")] },
  { type: "longblob", kind: "binary", values: ["X'DEADBEEF'"], expected: [bytes("deadbeef")] },
  {
    type: "json",
    kind: "json",
    values: [`'{"a": [1, null, "ü"]}'`, "'null'", "'12'"],
    expected: ['{"a": [1, null, "ü"]}', "null", "12"],
  },
  {
    type: "point",
    kind: "string",
    values: ["ST_GeomFromText('POINT(1.5 -2)')"],
    expected: ["POINT(1.5 -2)"],
  },
  {
    type: "geometry",
    kind: "string",
    values: ["ST_GeomFromText('LINESTRING(0 0,1 1)')"],
    expected: ["LINESTRING(0 0,1 1)"],
  },
  {
    type: "uuid",
    kind: "uuid",
    values: ["'123E4567-e89b-42d3-a456-426614174000'"],
    expected: ["123e4567-e89b-42d3-a456-426614174000"],
    isMariaDbOnly: true,
  },
  { type: "inet6", kind: "string", values: ["'::1'"], expected: ["::1"], isMariaDbOnly: true },
  { type: "inet4", kind: "string", values: ["'127.0.0.1'"], expected: ["127.0.0.1"], isMariaDbOnly: true },
];
