import { expect, it } from "vitest";
import { mapperSchema } from "@/lib/normalization/shape/mappers";
import { mapperWords } from "./mapper-words";

const equal = { type: "EQUAL", fieldName: "country", comparisonValue: "is" };

it.each([
  ["field-filtering", { targetField: "note" }, "Leave out note"],
  ["field-renaming", { originalFieldName: "a", newFieldName: "b" }, "Rename a to b"],
  ["row-filtering", { conditions: equal }, "Rows where country is “is”"],
  ["row-filtering", { conditions: { type: "NOT", conditions: [equal] } }, "Rows where not (country is “is”)"],
  ["hashing", { targetField: "email", method: "SHA-256" }, "Hash email (SHA-256)"],
  ["encryption", { targetField: "card", algorithm: "RSA", publicKey: "00" }, "Encrypt card (RSA)"],
])("a mapper of the type %s is told in words", (type, mapperConfiguration, words) => {
  expect(mapperWords(mapperSchema.parse({ type, mapperConfiguration }))).toBe(words);
});
