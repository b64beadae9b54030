import { z } from "zod";

export const applicationInput = z.object({
  name: z.string().trim().min(1, "Give the application a name.").max(100, "Use at most 100 characters."),
});

export type ApplicationInput = z.input<typeof applicationInput>;

export const applicationIdInput = z.object({ applicationId: z.uuid() });

/** An API application as it may be shown. */
export interface ApplicationView {
  id: string;
  name: string;
  clientId: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** What only the one who has just made it sees; afterwards only a hash of the secret is left. */
export interface CreatedApplication extends ApplicationView {
  clientSecret: string;
}
