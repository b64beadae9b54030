import { z } from "zod";

export const workspaceInput = z.object({
  name: z.string().trim().min(1, "Give the workspace a name.").max(100, "Use at most 100 characters."),
});

export type WorkspaceInput = z.infer<typeof workspaceInput>;
