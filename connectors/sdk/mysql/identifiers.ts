/** Between backticks anything may stand but U+0000, which no name can have. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll("`", "``").replaceAll("\0", "")}\``;
}

export function quoteQualified(database: string, name: string): string {
  return `${quoteIdentifier(database)}.${quoteIdentifier(name)}`;
}

/** A text in SQL, for sessions as session.ts sets them up: backslashes escape, and the connection speaks utf8mb4. */
export function quoteLiteral(text: string): string {
  return `'${text.toWellFormed().replace(/['\\\0]/g, (character) => (character === "\0" ? "\\0" : `\\${character}`))}'`;
}

/** Bytes in SQL. */
export function quoteBytes(bytes: Uint8Array): string {
  return `X'${Buffer.from(bytes).toString("hex")}'`;
}

/**
 * A user's account as GRANT wants it; the server knows "user@host", the configuration only the user.
 */
export function quoteAccount(username: string): string {
  return `${quoteLiteral(username)}@'%'`;
}
