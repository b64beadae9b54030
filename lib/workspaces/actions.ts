"use server";

import { action } from "@/lib/action";
import { workspaceInput } from "./schema";
import { renameWorkspace } from "./service";

export const renameWorkspaceAction = action({
  name: "renameWorkspace",
  schema: workspaceInput,
  role: "owner",
  run: async (scope, input) => {
    const { name } = await renameWorkspace(scope, input);
    return { name };
  },
});
