import { eachElement, eachMember, jsonKind, readString } from "../json-values/text";

/** JSON text as PostgreSQL prints it once it is jsonb; a text that is no JSON stays as it is. */
export function jsonbText(text: string): string {
  return jsonKind(text) === null ? text : valueText(text.trim());
}

function valueText(text: string): string {
  switch (text[0]) {
    case "{":
      return objectText(text);
    case "[":
      return arrayText(text);
    case '"':
      return JSON.stringify(readString(text, 0, text.length));
    case "t":
    case "f":
    case "n":
      return text;
    default:
      return numberText(text);
  }
}

function arrayText(text: string): string {
  const elements: string[] = [];
  eachElement(text, 0, (start, end) => elements.push(valueText(text.slice(start, end))));
  return `[${elements.join(", ")}]`;
}

/** Of a repeated key the last counts; shorter keys come first, then by bytes. */
function objectText(text: string): string {
  const members = new Map<string, string>();
  eachMember(text, 0, (key, start, end) => members.set(key, valueText(text.slice(start, end))));
  const keys = [...members.keys()].map((key) => ({ key, bytes: Buffer.from(key) }));
  keys.sort((left, right) => left.bytes.length - right.bytes.length || left.bytes.compare(right.bytes));
  return `{${keys.map(({ key }) => `${JSON.stringify(key)}: ${members.get(key) ?? ""}`).join(", ")}}`;
}

const numberPattern = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** All digits that were written, the point moved by the exponent. */
function numberText(text: string): string {
  const match = numberPattern.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const scale = Math.max(0, digits.length - point);
  const padded = point > digits.length ? digits.padEnd(point, "0") : digits.padStart(scale + 1, "0");
  const before = padded.slice(0, padded.length - scale).replace(/^0+(?=\d)/, "");
  const after = scale > 0 ? `.${padded.slice(padded.length - scale)}` : "";
  const isZero = !/[1-9]/.test(before + after);
  return `${isZero ? "" : sign}${before}${after}`;
}
