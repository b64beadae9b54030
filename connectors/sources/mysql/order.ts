import { quoteBytes, quoteIdentifier, quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { ColumnFacts, Mapping } from "./values";

/** A column that rows are ordered by: how it is read, compared, and written down. */
export interface OrderColumn {
  name: string;
  /** Gives the text that positions keep. */
  text: string;
  /** What is compared and ordered by. */
  compare: string;
  /** The SQL of a text that `text` gave. */
  literal(text: string): string;
}

/** As part of a key, by the column's own order: an index on it is used. */
export function keyColumn(facts: ColumnFacts, mapping: Mapping): OrderColumn | null {
  const column = quoteIdentifier(facts.name);
  const { charset, collation } = facts;
  switch (mapping.order) {
    case "number":
      return mapping.type.kind === "number" ? null : numberColumn(facts.name, column, column);
    case "moment":
      return { name: facts.name, text: column, compare: column, literal: quoteLiteral };
    case "bytes":
      return {
        name: facts.name,
        text: `HEX(${column})`,
        compare: column,
        literal: (text) => quoteBytes(Buffer.from(text, "hex")),
      };
    case "text":
      if (!isWord(charset) || !isWord(collation)) return null;
      return {
        name: facts.name,
        text: column,
        compare: column,
        literal: (text) => `CONVERT(${utf8Literal(text)} USING ${charset}) COLLATE ${collation}`,
      };
    case null:
      return null;
  }
}

/**
 * As a cursor: what is equal must have the same text. Texts are compared by their bytes in UTF-8, because in most
 * collations "a" equals "A"; an index does not help there.
 */
export function cursorColumn(facts: ColumnFacts, mapping: Mapping): OrderColumn | null {
  const column = quoteIdentifier(facts.name);
  if (mapping.order === "number") return numberColumn(facts.name, mapping.expression(column), column);
  if (mapping.order !== "text") return keyColumn(facts, mapping);
  return {
    name: facts.name,
    text: column,
    compare: `CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`,
    literal: (text) => quoteBytes(Buffer.from(text, "utf8")),
  };
}

function numberColumn(name: string, text: string, compare: string): OrderColumn {
  return { name, text, compare, literal: numberLiteral };
}

function numberLiteral(text: string): string {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? text : quoteLiteral(text);
}

function utf8Literal(text: string): string {
  return text === "" ? "_utf8mb4''" : `_utf8mb4 ${quoteBytes(Buffer.from(text, "utf8"))}`;
}

function isWord(name: string | null): name is string {
  return name !== null && /^\w+$/.test(name);
}

/**
 * Whether a row's key comes after `key`. Written out, and with the first column alone in front: a comparison of
 * tuples would not use the index.
 */
export function isBeyond(columns: OrderColumn[], key: string[]): string {
  const [first, ...rest] = columns;
  if (!first) return "FALSE";
  const value = first.literal(key[0] ?? "");
  if (rest.length === 0) return `${first.compare} > ${value}`;
  const tie = isBeyond(rest, key.slice(1));
  return `(${first.compare} >= ${value} AND (${first.compare} > ${value} OR (${tie})))`;
}
