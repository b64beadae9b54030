import { z } from "zod";
import { createApiKeyInput } from "@/lib/api-keys/schema";
import { idSchema } from "./common";

const instantSchema = z.string().meta({ format: "date-time" });

export const tokenCreateSchema = createApiKeyInput.meta({ id: "TokenCreateRequest" });

export const tokenSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    type: z.literal("apikey"),
    ending: z.string().meta({ description: "The key's last four characters, to tell keys apart by." }),
    createdAt: instantSchema,
    expiresAt: instantSchema,
    lastUsedAt: instantSchema.nullable(),
  })
  .meta({ id: "TokenRead" });

export const createdTokenSchema = tokenSchema
  .extend({ key: z.string().meta({ description: "In this answer and in no other." }) })
  .meta({ id: "TokenCreated" });

export const tokensSchema = z.object({ tokens: z.array(tokenSchema) }).meta({ id: "TokenReadList" });

export const tokenParams = z.object({ tokenId: idSchema });
