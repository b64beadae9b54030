/** PostgreSQL takes neither U+0000 nor a lone surrogate, in text as in JSON. */
export function isStorableText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}
