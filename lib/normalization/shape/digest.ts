import * as crypto from "node:crypto";

/** The hash of a text's UTF-8 in hexadecimal digits. In one call where Node has it (20.12), which takes less than half the time. */
export const digestHex: (algorithm: string, text: string) => string =
  typeof crypto.hash === "function"
    ? (algorithm, text) => crypto.hash(algorithm, text, "hex")
    : (algorithm, text) => crypto.createHash(algorithm).update(text).digest("hex");
