import { randomUUID } from "node:crypto";
import { z } from "zod";

const fieldName = z.string().min(1);
const mapperId = z
  .string()
  .min(1)
  .default(() => randomUUID());

/** A condition on one field of a row, or on other conditions. A row passes where its condition holds. */
export type RowCondition =
  { type: "EQUAL"; fieldName: string; comparisonValue: string } | { type: "NOT"; conditions: RowCondition[] };

const rowConditionSchema: z.ZodType<RowCondition> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("EQUAL"), fieldName, comparisonValue: z.string() }),
    z.object({ type: z.literal("NOT"), conditions: z.array(rowConditionSchema).min(1) }),
  ]),
);

/**
 * Airbyte's five mappers, by the names and shapes of its API. An encryption key is never part of a plan: it is known
 * under the mapper's id.
 */
export const mapperSchema = z.discriminatedUnion("type", [
  z.object({
    id: mapperId,
    type: z.literal("field-filtering"),
    mapperConfiguration: z.object({ targetField: fieldName }),
  }),
  z.object({
    id: mapperId,
    type: z.literal("field-renaming"),
    mapperConfiguration: z.object({ originalFieldName: fieldName, newFieldName: fieldName }),
  }),
  z.object({
    id: mapperId,
    type: z.literal("row-filtering"),
    mapperConfiguration: z.object({ conditions: rowConditionSchema }),
  }),
  z.object({
    id: mapperId,
    type: z.literal("hashing"),
    mapperConfiguration: z.object({
      targetField: fieldName,
      method: z.enum(["MD2", "MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"]),
      fieldNameSuffix: z.string().default("_hashed"),
    }),
  }),
  z.object({
    id: mapperId,
    type: z.literal("encryption"),
    mapperConfiguration: z.discriminatedUnion("algorithm", [
      z.object({
        algorithm: z.literal("AES"),
        targetField: fieldName,
        fieldNameSuffix: z.string().default("_encrypted"),
        mode: z.enum(["CBC", "CFB", "OFB", "CTR", "GCM", "ECB"]),
        padding: z.enum(["NoPadding", "PKCS5Padding"]),
        /** Hexadecimal; taken out and sealed before the mapper is stored. */
        key: z.string().optional().meta({ airbyte_secret: true }),
      }),
      z.object({
        algorithm: z.literal("RSA"),
        targetField: fieldName,
        fieldNameSuffix: z.string().default("_encrypted"),
        /** An X.509 public key, base64 or hexadecimal. */
        publicKey: z.string(),
      }),
    ]),
  }),
]);

export type Mapper = z.infer<typeof mapperSchema>;

/** Keys of the encryption mappers, by mapper id; hexadecimal. */
export type MapperSecrets = Readonly<Record<string, string>>;
