import { z } from "zod";

export const workspaceInput = z.object({
  name: z.string().trim().min(1, "Give the workspace a name.").max(100, "Use at most 100 characters."),
});

export const writeAuthenticationInput = z.object({
  /** Whether destinations without an authentication plug-in are refused, at set-up and at every run. */
  requiresWriteAuthentication: z.boolean(),
});

export const workspaceChanges = z.object({
  ...workspaceInput.partial().shape,
  ...writeAuthenticationInput.partial().shape,
});

export type WorkspaceChanges = z.input<typeof workspaceChanges>;
