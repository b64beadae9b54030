"use server";

import { action } from "@/lib/action";
import { workspaceInput, writeAuthenticationInput } from "./schema";
import { updateWorkspace } from "./service";

export const renameWorkspaceAction = action({
  name: "renameWorkspace",
  schema: workspaceInput,
  role: "admin",
  changes: ["settings"],
  run: async (scope, input) => {
    const { name } = await updateWorkspace(scope, input);
    return { name };
  },
});

export const setWriteAuthenticationAction = action({
  name: "setWriteAuthentication",
  schema: writeAuthenticationInput,
  role: "admin",
  changes: ["settings"],
  run: async (scope, input) => {
    const { requiresWriteAuthentication } = await updateWorkspace(scope, input);
    return { requiresWriteAuthentication };
  },
});
