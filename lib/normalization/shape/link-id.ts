import { Buffer } from "node:buffer";
import { writeRawId } from "@/connectors/sdk";

const bytes = Buffer.alloc(16);

/** 32 hexadecimal digits, new at every call: what ties the children of a row to it. */
export function createLinkId(): string {
  writeRawId(bytes, 0);
  return bytes.toString("hex");
}
