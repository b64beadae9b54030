import { quoteBytes, quoteIdentifier, quoteLiteral } from "@/connectors/sdk/mysql/identifiers";

/** How a row is written down, and what surrounds the rows. */
export interface Dialect {
  /** A value, already in the form that the column reads. */
  write(text: string | Uint8Array | null): string;
  /** A row of written values. */
  row(values: string[]): string;
  /** Between two rows. */
  separator: string;
  /** In front of the rows, or as the statement that asks for them. */
  statement(target: Target): string;
}

export interface Target {
  /** Qualified and quoted. */
  table: string;
  columns: TargetColumn[];
  /** SQL that is the same for every row, by column. */
  constants: Map<string, string>;
  /** The column that takes a constant wherever a row brings none. */
  fallback: { column: string; sql: string };
}

export interface TargetColumn {
  name: string;
  isBytes: boolean;
}

const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0" };

/** LOAD DATA LOCAL INFILE: fields between tabs, \N for null. Bytes go as hexadecimal. */
export const loadDialect: Dialect = {
  write(text) {
    if (text === null) return "\\N";
    if (typeof text !== "string") return Buffer.from(text).toString("hex");
    return /[\\\t\n\r\0]/.test(text)
      ? text.replace(/[\\\t\n\r\0]/g, (character) => escapes[character] ?? character)
      : text;
  },
  row(values) {
    let row = values[0] ?? "";
    for (let index = 1; index < values.length; index++) row += `\t${values[index] ?? ""}`;
    return `${row}\n`;
  },
  separator: "",
  statement({ table, columns, constants, fallback }) {
    const sets = [...constants].map(([name, sql]) => `${quoteIdentifier(name)} = ${sql}`);
    const names = columns.map(({ name, isBytes }, index) => {
      if (isBytes) sets.push(`${quoteIdentifier(name)} = UNHEX(@c${index})`);
      else if (name === fallback.column)
        sets.push(`${quoteIdentifier(name)} = COALESCE(@c${index}, ${fallback.sql})`);
      else return quoteIdentifier(name);
      return `@c${index}`;
    });
    return `LOAD DATA LOCAL INFILE 'sluice' INTO TABLE ${table} CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' ENCLOSED BY '' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${names.join(", ")})${sets.length > 0 ? ` SET ${sets.join(", ")}` : ""}`;
  },
};

/** INSERT of many rows in one statement. */
export function insertDialect({ columns, constants, fallback }: Target): Dialect {
  const tail = [...constants.values()];
  const fallbackIndex = columns.findIndex(({ name }) => name === fallback.column);
  return {
    write: (text) =>
      text === null ? "NULL" : typeof text === "string" ? quoteLiteral(text) : quoteBytes(text),
    row(values) {
      const own = values.map((value, index) =>
        index === fallbackIndex && value === "NULL" ? fallback.sql : value,
      );
      return `(${[...own, ...tail].join(",")})`;
    },
    separator: ",",
    statement({ table }) {
      const names = [...columns.map(({ name }) => name), ...constants.keys()];
      return `INSERT INTO ${table} (${names.map(quoteIdentifier).join(", ")}) VALUES `;
    },
  };
}
