import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { eachMember, readString } from "@/connectors/sdk/json-values/text";

/** Recorded behaviour of Airbyte, which lies beside the repository and is no part of it. */
const folder = path.resolve(import.meta.dirname, "../../../shared/vectors");

export const hasVectors = existsSync(folder);

export function readVector(name: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, name), "utf8"));
}

export function listVectors(name: string): string[] {
  return readdirSync(path.join(folder, name));
}

/** The lines of a file of JSON documents; comments and blank lines are left out. */
export function readVectorLines(name: string): string[] {
  return readFileSync(path.join(folder, name), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("//"));
}

/** A record with its data as they are written. */
export interface RecordText {
  stream: string;
  data: string;
}

export function readRecords(name: string): RecordText[] {
  return readVectorLines(name).flatMap((line) => {
    const record = membersOf(line).get("record");
    if (record === undefined) return [];
    const members = membersOf(record);
    const stream = members.get("stream") ?? '""';
    return [{ stream: readString(stream, 0, stream.length), data: members.get("data") ?? "null" }];
  });
}

/** The members of a JSON object, as they are written. */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>();
  eachMember(text, 0, (key, start, end) => members.set(key, text.slice(start, end)));
  return members;
}
