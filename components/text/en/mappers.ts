export const mappers = "Mappers";
export const noMapper = "Rows go on as they are read.";
export const about = "A mapper hides, renames or filters before anything leaves the worker.";
export const addMapper = "Add mapper";
export const moveUp = (number: number) => `Move mapper ${number} up`;
export const moveDown = (number: number) => `Move mapper ${number} down`;
export const remove = (number: number) => `Remove mapper ${number}`;

/** By type. */
export const titles = {
  hashing: "Hash a field",
  encryption: "Encrypt a field",
  "field-renaming": "Rename a field",
  "field-filtering": "Drop a field",
  "row-filtering": "Filter rows",
} as const satisfies Record<string, string>;
export const meanings = {
  hashing: "Equal values stay equal; nobody reads them.",
  encryption: "Whoever has the key reads it.",
  "field-renaming": "The column has another name.",
  "field-filtering": "It never leaves the worker.",
  "row-filtering": "Only rows that meet the condition go on.",
} as const satisfies Record<string, string>;

export const field = "Field";
export const noSuchField = "There is no such field at this place.";
export const newName = "New name";
export const suffix = "Suffix of the name";
export const hashMethod = "Method";

export const condition = "Goes on where it";
export const equals = "equals";
export const doesNotEqual = "does not equal";
export const value = "Value";
export const manyConditions =
  "Its condition has more than one part. Change it over the API, or remove the mapper.";

export const algorithm = "Algorithm";
export const algorithmMeanings = {
  AES: "One secret key for both ways",
  RSA: "A public key here, the private one with you",
} as const satisfies Record<string, string>;
export const publicKey = "Public key";
export const publicKeyHelp = "X.509, in base64 or hexadecimal digits.";
export const mode = "Mode";
export const padding = "Padding";
export const paddings = {
  NoPadding: "None",
  PKCS5Padding: "PKCS5",
} as const satisfies Record<string, string>;
export const key = "Key";
export const keyHelp =
  "32, 48 or 64 hexadecimal digits. It is sealed when the connection is saved and never shown again: keep a copy.";
export const makeKey = "Make a key";
