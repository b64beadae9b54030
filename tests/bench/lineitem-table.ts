/**
 * TPC-H's lineitem, or something with its types, widths and frequencies: 16 columns, about 200 bytes a row. Made by
 * the server itself, the same for the same number of rows. SLUICE_BENCH_ROWS: fewer, to try the benchmark itself.
 */
export const lineitemRows = Number(process.env.SLUICE_BENCH_ROWS ?? 1_800_093);

const words =
  "carefully final deposits sleep furiously above the pending packages; quick ideas nag blithely among the slyly bold requests";

export function createLineitem(table: string, rows = lineitemRows): string {
  return `
    CREATE TABLE ${table} AS
    SELECT (i / 4 + 1)::int8 AS l_orderkey, (h1 % 60000 + 1)::int4 AS l_partkey, (h2 % 3000 + 1)::int4 AS l_suppkey,
           (i % 4 + 1)::int4 AS l_linenumber, (h1 % 50 + 1)::numeric(15,2) AS l_quantity,
           ((h2 % 10400000 + 90000) / 100.0)::numeric(15,2) AS l_extendedprice,
           (h3 % 11 / 100.0)::numeric(15,2) AS l_discount, (h4 % 9 / 100.0)::numeric(15,2) AS l_tax,
           (ARRAY['A', 'N', 'R'])[h1 % 3 + 1]::char(1) AS l_returnflag,
           (ARRAY['O', 'F'])[h2 % 2 + 1]::char(1) AS l_linestatus,
           DATE '1992-01-02' + (h3 % 2500)::int AS l_shipdate, DATE '1992-01-31' + (h3 % 2460)::int AS l_commitdate,
           DATE '1992-01-03' + (h3 % 2520)::int AS l_receiptdate,
           (ARRAY['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'])[h4 % 4 + 1]::char(25) AS l_shipinstruct,
           (ARRAY['REG AIR', 'AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB'])[h3 % 7 + 1]::char(10) AS l_shipmode,
           substr('${words}', (h1 % 70 + 1)::int, (h4 % 34 + 10)::int)::varchar(44) AS l_comment
      FROM (SELECT i, abs(hashint8(i)::int8) AS h1, abs(hashint8(i + 7919000000)::int8) AS h2,
                   abs(hashint8(i + 104729000000)::int8) AS h3, abs(hashint8(i * 31 + 5)::int8) AS h4
              FROM generate_series(0::int8, ${rows - 1}::int8) AS i) AS seeds`;
}
