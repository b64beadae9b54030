import type { Field } from "@/connectors/sdk";

export interface TypeCase {
  type: string;
  values: string[];
  /** The logical kind it must have. */
  kind: Field["type"]["kind"];
  /** SQL for what is expected, from the column `v`; what psql prints unless given. */
  expected?: string;
}

/** What the cases need besides what every server has. */
export const typeSetUp = `
  CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION ltree;
  CREATE SCHEMA types; SET search_path = types, public;
  CREATE TYPE mood AS ENUM ('sad', 'so "so"', 'glücklich');
  CREATE TYPE pair AS (a int, b text, "C d" numeric(6,2));
  CREATE TYPE nested AS (p pair, at timestamptz[]);
  CREATE DOMAIN positive AS int CHECK (VALUE > 0);
  CREATE DOMAIN strict AS positive NOT NULL;
  CREATE DOMAIN short AS varchar(5);
  CREATE DOMAIN pairs AS pair[];
  CREATE TYPE floats AS RANGE (subtype = float8);
`;

const json = "to_jsonb(v)::text";

/** Every built-in type, and each way of making one, with values at its edges. */
export const typeCases: TypeCase[] = [
  { type: "boolean", kind: "boolean", values: ["t", "f"] },
  { type: "smallint", kind: "integer", values: ["0", "32767", "-32768"] },
  { type: "integer", kind: "integer", values: ["0", "2147483647", "-2147483648"] },
  {
    type: "bigint",
    kind: "integer",
    values: [
      "0",
      "-1",
      "9007199254740991",
      "9007199254740993",
      "9223372036854775807",
      "-9223372036854775808",
    ],
  },
  {
    type: "real",
    kind: "number",
    values: ["0.1", "-3.4028235e38", "1e-45", "NaN", "Infinity", "-Infinity", "16777217"],
  },
  {
    type: "double precision",
    kind: "number",
    values: ["0.1", "-1.7976931348623157e308", "5e-324", "NaN", "Infinity", "-Infinity"],
  },
  {
    type: "numeric",
    kind: "decimal",
    values: [
      "0",
      "0.00",
      "1",
      "-1.50",
      "10000",
      "100000000.0001",
      "0.00001000",
      "12345678901234567890123456789.987654321",
      "NaN",
      "Infinity",
      "-Infinity",
      `1${"0".repeat(300)}`,
      `0.${"0".repeat(300)}1`,
    ],
  },
  {
    type: "numeric(12,2)",
    kind: "decimal",
    values: ["0", "9999999999.99", "-9999999999.99", "0.01", "-0.10", "10000.00", "99990000.00"],
  },
  {
    type: "numeric(18,6)",
    kind: "decimal",
    values: ["999999999999.999999", "-999999999999.999999", "0.000001", "123456789012.5"],
  },
  { type: "numeric(30,10)", kind: "decimal", values: ["12345678901234567890.0123456789"] },
  { type: "numeric(5,-2)", kind: "decimal", values: ["1234500", "-100"] },
  { type: "numeric(3,5)", kind: "decimal", values: ["0.00123"] },
  { type: "money", kind: "decimal", values: ["12.34", "-1234567.89"], expected: "v::numeric::text" },
  {
    type: "text",
    kind: "string",
    values: [
      "",
      "plain",
      "tab\tnew\nline \\ \\N 'q' \"dq\"",
      "Grüße 世界 🌍",
      "x".repeat(5000),
      "é".repeat(200),
    ],
  },
  { type: "varchar", kind: "string", values: ["a"] },
  { type: "varchar(10)", kind: "string", values: ["äöüäöüäöüä"] },
  { type: "char(6)", kind: "string", values: ["ab", "ä     "], expected: "format('%s', v)" },
  { type: '"char"', kind: "string", values: ["A"] },
  { type: "name", kind: "string", values: ["pg_catalog"] },
  { type: "citext", kind: "string", values: ["MiXed"] },
  { type: "bytea", kind: "binary", values: ["\\x", "\\x00ff5c27"] },
  {
    type: "date",
    kind: "date",
    values: [
      "2026-02-28",
      "1970-01-01",
      "0001-01-01",
      "0044-03-15 BC",
      "4714-11-24 BC",
      "9999-12-31",
      "12345-06-07",
      "294276-12-31",
      "infinity",
      "-infinity",
      "1582-10-10",
      "2000-02-29",
    ],
  },
  { type: "time", kind: "time", values: ["00:00:00", "23:59:59.999999", "24:00:00", "12:30:00.5"] },
  { type: "time(0)", kind: "time", values: ["12:30:00.5"] },
  { type: "timetz", kind: "time", values: ["00:00:00+00", "12:00:00.123456-08:30", "23:59:59+15:59:59"] },
  {
    type: "timestamp",
    kind: "timestamp",
    values: [
      "2026-02-28 12:34:56.789",
      "1969-12-31 23:59:59.000001",
      "0044-03-15 10:00:00 BC",
      "294246-12-31 23:59:59.999999",
      "4714-11-24 00:00:00 BC",
      "infinity",
      "-infinity",
      "1600-01-01 00:00:00.000001",
    ],
  },
  {
    type: "timestamptz",
    kind: "timestamp",
    values: [
      "2026-02-28 12:34:56.789+02",
      "1900-01-01 00:00:00Z",
      "0044-03-15 10:00:00+00 BC",
      "20000-01-01 00:00:00Z",
      "infinity",
      "-infinity",
    ],
  },
  { type: "timestamptz(3)", kind: "timestamp", values: ["2026-02-28 12:34:56.789123Z"] },
  { type: "interval", kind: "string", values: ["1 year 2 months -3 days 04:05:06.789", "-1 day", "0"] },
  {
    type: "uuid",
    kind: "uuid",
    values: ["123e4567-e89b-42d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"],
  },
  {
    type: "json",
    kind: "json",
    values: ['{"b": 1,  "a": 1.10, "a": 2}', "null", '"\\u0041"', "123456789012345678901234567890"],
    expected: "v::text",
  },
  { type: "jsonb", kind: "json", values: ['{"b": 1, "a": [1.10, null, "x"]}', "null", "1e400"] },
  { type: "xml", kind: "string", values: ['<a b="1">x</a>'] },
  { type: "inet", kind: "string", values: ["192.168.1.1", "192.168.1.0/24", "::1", "2001:db8::/32"] },
  { type: "cidr", kind: "string", values: ["192.168.1.0/24", "::1/128"] },
  { type: "macaddr", kind: "string", values: ["08:00:2b:01:02:03"] },
  { type: "macaddr8", kind: "string", values: ["08:00:2b:01:02:03:04:05"] },
  { type: "bit(5)", kind: "string", values: ["10101"] },
  { type: "varbit", kind: "string", values: ["", "1011"] },
  { type: "point", kind: "string", values: ["(1.5,-2)"] },
  { type: "line", kind: "string", values: ["{1,2,3}"] },
  { type: "lseg", kind: "string", values: ["[(1,2),(3,4)]"] },
  { type: "box", kind: "string", values: ["(3,4),(1,2)"] },
  { type: "path", kind: "string", values: ["[(1,2),(3,4)]", "((1,2),(3,4))"] },
  { type: "polygon", kind: "string", values: ["((1,2),(3,4),(5,6))"] },
  { type: "circle", kind: "string", values: ["<(1,2),3>"] },
  { type: "tsvector", kind: "string", values: ["'cat':1A 'fat':2B,4C"] },
  { type: "tsquery", kind: "string", values: ["'fat' & ( 'rat' | 'cat' )"] },
  { type: "jsonpath", kind: "string", values: ['$."a"[*]'] },
  { type: "pg_lsn", kind: "string", values: ["16/B374D848"] },
  { type: "oid", kind: "integer", values: ["0", "4294967295"] },
  { type: "xid", kind: "string", values: ["4294967295"] },
  { type: "xid8", kind: "string", values: ["18446744073709551615"] },
  { type: "tid", kind: "string", values: ["(7,3)"] },
  { type: "regclass", kind: "string", values: ["pg_class"] },
  { type: "int4range", kind: "string", values: ["[1,10)", "empty", "(,5)"] },
  { type: "numrange", kind: "string", values: ["(1.5,2.50]"] },
  { type: "daterange", kind: "string", values: ["[2026-01-01,2026-02-01)"] },
  { type: "tstzrange", kind: "string", values: ['["2026-01-01 00:00:00+00",)'] },
  { type: "int4multirange", kind: "string", values: ["{[1,3),[5,7)}", "{}"] },
  { type: "datemultirange", kind: "string", values: ["{[2026-01-01,2026-01-03)}"] },
  { type: "floats", kind: "string", values: ["[0.5,1.5]"] },
  { type: "mood", kind: "string", values: ["sad", 'so "so"', "glücklich"] },
  { type: "pair", kind: "object", values: ['(1,"a, ""b""",3.5)', "(,,)"], expected: json },
  { type: "nested", kind: "object", values: ['("(1,x,2)","{2026-01-01 00:00:00+00,NULL}")'], expected: json },
  { type: "positive", kind: "integer", values: ["7"] },
  { type: "short", kind: "string", values: ["abcde"] },
  { type: "int[]", kind: "array", values: ["{1,NULL,3}", "{}", "{{1,2},{3,4}}"], expected: json },
  { type: "text[]", kind: "array", values: ['{"a,b","c\\"d",NULL,"",ü}'], expected: json },
  { type: "numeric(10,2)[]", kind: "array", values: ["{1.10,NaN}"], expected: json },
  { type: "bytea[]", kind: "array", values: ['{"\\\\x00ff"}'], expected: json },
  { type: "timestamptz[]", kind: "array", values: ["{2026-01-01 00:00:00+02,infinity}"], expected: json },
  { type: "jsonb[]", kind: "array", values: ['{"{\\"a\\": 1}"}'], expected: json },
  { type: "mood[]", kind: "array", values: ["{sad,glücklich}"], expected: json },
  { type: "pairs", kind: "array", values: ['{"(1,x,2)"}'], expected: json },
  { type: "hstore", kind: "object", values: ['"a"=>"1", "b"=>NULL'], expected: json },
  { type: "ltree", kind: "string", values: ["Top.Science.Astronomy"] },
];
