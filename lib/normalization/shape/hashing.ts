import { Buffer } from "node:buffer";
import type { Value } from "@/connectors/sdk";
import { digestHex } from "./digest";
import type { Mapper } from "./mappers";
import { md2 } from "./md2";
import { valueText } from "./value-text";

type Method = Extract<Mapper, { type: "hashing" }>["mapperConfiguration"]["method"];

const algorithms = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-224": "sha224",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
} as const;

/** The hash of a value's text, in lower hexadecimal digits, as Airbyte's mapper gives it. */
export function createHasher(method: Method): (value: Exclude<Value, null>) => string {
  if (method === "MD2") return (value) => Buffer.from(md2(Buffer.from(valueText(value)))).toString("hex");
  const algorithm = algorithms[method];
  return (value) => digestHex(algorithm, valueText(value));
}
