"use server";

import { action } from "@/lib/action";
import { revokeMemberKey } from "./of-members";
import { apiKeyIdInput, createApiKeyInput } from "./schema";
import { createApiKey, revokeApiKey } from "./service";

/** The answer holds the key, once. */
export const createApiKeyAction = action({
  name: "createApiKey",
  schema: createApiKeyInput,
  role: "viewer",
  changes: ["settings"],
  run: (scope, input) => createApiKey(scope, input),
});

export const revokeApiKeyAction = action({
  name: "revokeApiKey",
  schema: apiKeyIdInput,
  role: "viewer",
  changes: ["settings"],
  run: (scope, { keyId }) => revokeApiKey(scope, keyId),
});

/** Also another member's. */
export const revokeMemberKeyAction = action({
  name: "revokeMemberKey",
  schema: apiKeyIdInput,
  role: "admin",
  changes: ["settings"],
  run: (scope, { keyId }) => revokeMemberKey(scope, keyId),
});
