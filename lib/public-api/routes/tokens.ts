import { route } from "@/lib/api/route";
import type { ApiKeyView } from "@/lib/api-keys/schema";
import { createApiKey, listApiKeys, revokeApiKey } from "@/lib/api-keys/service";
import { createdTokenSchema, tokenCreateSchema, tokenParams, tokensSchema } from "../wire/tokens";

const tags = ["Tokens"];
/** Everybody has keys; what one may do with them is for the role and the policies to say. */
const role = "viewer";

export const listTokens = route({
  summary:
    "List the caller's API keys; an application's are those of the workspace's first owner (beyond Airbyte's API)",
  operationId: "listTokens",
  tags,
  auth: "caller",
  response: tokensSchema,
  run: async (scope) => ({ tokens: (await listApiKeys(scope)).map(toApiToken) }),
});

export const createToken = route({
  summary: "Create an API key for the caller; the answer alone has the key (beyond Airbyte's API)",
  operationId: "createToken",
  tags,
  auth: "caller",
  role,
  body: tokenCreateSchema,
  response: createdTokenSchema,
  status: 201,
  run: async (scope, { body }) => {
    const { key, ...created } = await createApiKey(scope, body);
    return { ...toApiToken(created), key };
  },
});

export const deleteToken = route({
  summary: "Revoke an API key of the caller; it ends at once (beyond Airbyte's API)",
  operationId: "deleteToken",
  tags,
  auth: "caller",
  role,
  params: tokenParams,
  status: 204,
  run: (scope, { params: { tokenId } }) => revokeApiKey(scope, tokenId),
});

function toApiToken({ id, name, ending, createdAt, expiresAt, lastUsedAt }: ApiKeyView) {
  return {
    ...{ id, name, type: "apikey" as const, ending },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
