"use server";

import { action } from "@/lib/action";
import { apiKeyIdInput, createApiKeyInput } from "./schema";
import { createApiKey, revokeApiKey } from "./service";

/** The answer holds the key, once. */
export const createApiKeyAction = action({
  name: "createApiKey",
  schema: createApiKeyInput,
  role: "viewer",
  run: (scope, input) => createApiKey(scope, input),
});

export const revokeApiKeyAction = action({
  name: "revokeApiKey",
  schema: apiKeyIdInput,
  role: "viewer",
  run: (scope, { keyId }) => revokeApiKey(scope, keyId),
});
