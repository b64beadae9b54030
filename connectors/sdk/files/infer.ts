import type { LogicalType } from "@/connectors/sdk";
import { readDate, readTimestamp } from "./times";
import {
  fieldTypes,
  isExactNumber,
  isPlainDecimal,
  readBoolean,
  readDecimal,
  readInteger,
  readNumber,
} from "./values";

export type TypeName = keyof typeof fieldTypes;

/**
 * The narrowest type that holds every value seen. Numbers widen: integers to decimals or to doubles, and doubles to
 * decimals where a double would lose digits. All else that differs is text.
 */
export class TypeGuess {
  /** The narrowest so far. */
  type: TypeName | null = null;
  /** Some value has more digits than a double. */
  private isLong = false;

  /** Nothing that is added changes it any more. */
  get isText(): boolean {
    return this.type === "string";
  }

  /** As CSV's `CellRules` make it of a cell: undefined is text and nothing else, an empty text is no value. */
  addCell(plain: string | undefined): void {
    if (plain === undefined) this.add("string");
    else if (plain !== "") this.addText(plain);
  }

  /** A text of a file that has no types of its own. */
  addText(text: string): void {
    if (this.isText) return;
    // Most values are of the type of the one before.
    this.add(this.type !== null && fits(this.type, text) ? this.type : classify(text), text);
  }

  addString(text: string): void {
    if (this.isText) return;
    this.add(classifyTime(text) ?? "string");
  }

  /** A number of a JSON file, as it is written there. */
  addNumber(text: string): void {
    if (readInteger(text) !== undefined) this.add("integer", text);
    else if (readNumber(text) !== undefined && isExactNumber(text)) this.add("number", text);
    else this.add(readDecimal(text) === undefined ? "string" : "decimal", text);
  }

  add(type: TypeName, text = ""): void {
    if (!this.isLong && text.length > 15 && isNumeric(type)) this.isLong = !isExactNumber(text);
    if (type !== this.type) this.type = this.type === null ? type : widen(this.type, type);
  }

  /** Text where no value was seen. */
  result(): LogicalType {
    const type = this.type === "number" && this.isLong ? "decimal" : (this.type ?? "string");
    return fieldTypes[type];
  }
}

function isNumeric(type: TypeName): boolean {
  return type === "integer" || type === "decimal" || type === "number";
}

function widen(left: TypeName, right: TypeName): TypeName {
  if (left === "json" || right === "json") return "json";
  if (!isNumeric(left) || !isNumeric(right)) return "string";
  return left === "number" || right === "number" ? "number" : "decimal";
}

function classify(text: string): TypeName {
  const candidates: TypeName[] = ["integer", "decimal", "number", "boolean"];
  return candidates.find((type) => fits(type, text)) ?? classifyTime(text) ?? "string";
}

function classifyTime(text: string): TypeName | undefined {
  const candidates: TypeName[] = ["date", "timestamp", "timestampZoned"];
  return candidates.find((type) => fits(type, text));
}

function fits(type: TypeName, text: string): boolean {
  switch (type) {
    case "integer":
      return readInteger(text) !== undefined;
    case "decimal":
      return isPlainDecimal(text);
    case "number":
      return readNumber(text) !== undefined;
    case "boolean":
      return readBoolean(text) !== undefined;
    case "date":
      return readDate(text) !== undefined;
    case "timestamp":
      return readTimestamp(text, false) !== undefined;
    case "timestampZoned":
      return readTimestamp(text, true) !== undefined;
    case "string":
    case "json":
      return true;
  }
}
