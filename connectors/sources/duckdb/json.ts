import { utf8Texts, type Column, type Utf8Column } from "@/connectors/sdk";

/** A string of JSON, or what DuckDB writes for a double that is no number. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gi;

/** JSON has no form for NaN and the infinities, but DuckDB's to_json writes them; they become texts, as elsewhere. */
export function nonNumbersAsTexts(column: Utf8Column): Column {
  const texts = utf8Texts(column, 0, column.offsets.length - 1);
  return { as: "text", values: texts.map((text) => text && quoteNonNumbers(text)) };
}

export function quoteNonNumbers(json: string): string {
  if (!/nan|inf/i.test(json)) return json;
  return json.replace(tokens, (token) => (token.startsWith('"') ? token : `"${token}"`));
}
