import { ConfigError } from "@/connectors/sdk";
import type { JsonOptions } from "../reader-options";
import { shown } from "../rows/changes";
import { createSplitter } from "../rows/splitter";
import { createDocumentConverter } from "../rows/document";
import type { Format, Table } from "../rows/table";
import { createJsonConverter } from "./convert";
import { createJsonInference } from "./infer";
import { ElementScanner, LineScanner } from "./scanner";
import { isObject, parseObject } from "./text";

/** JSON (an array of objects, one object, or many) and JSONL (an object on each line). */
export function createJsonFormat(options: JsonOptions, asDocuments = false): Format<string> {
  return {
    encoding: options.encoding,
    isStrict: options.encoding_errors === "strict",
    compression: options.compression,
    maxRows: options.nrows ?? Infinity,
    createTable: () => createJsonTable(options.lines, asDocuments),
  };
}

function createJsonTable(isLines: boolean, asDocuments: boolean): Table<string> {
  const scanner = isLines ? new LineScanner() : new ElementScanner();
  return {
    ...createSplitter(scanner),
    isReady: () => scanner.isReady,
    refuseFirst: (text) => refuseFirst(text, isLines),
    createInference: createJsonInference,
    createConverter: asDocuments
      ? (fields) => createDocumentConverter(fields, toDocument)
      : createJsonConverter,
  };
}

/** The row as it is written; what is no JSON at all, as a text. */
function toDocument(text: string): string {
  const row = parseObject(text);
  const isJson = isObject(row) || row.isJson;
  return isJson ? text.toWellFormed() : JSON.stringify(text.toWellFormed());
}

/** A later row that is no object is kept as it is; a first one means that the file is something else. */
function refuseFirst(text: string, isLines: boolean): void {
  const row = parseObject(text);
  if (isObject(row)) return;
  const begin = shown(text.slice(0, 80));
  const advice = isLines
    ? "If the file is one JSON value over several lines, choose the format json; if it has columns, csv."
    : "An array of objects, one object, or objects one after the other are read.";
  throw new ConfigError(`The first row is no JSON object (${row.why}): it begins ${begin}. ${advice}`, {
    field: ["format"],
  });
}
