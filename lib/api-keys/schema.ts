import { z } from "zod";

const maxHours = 87_600;

export const createApiKeyInput = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Give the key a name.")
    .max(100, "Use at most 100 characters.")
    .regex(/^\w*$/, "Use letters, digits and underscores only, for example nightly_report."),
  durationHours: z
    .int("Give a whole number of hours.")
    .min(1, "A key is good for at least 1 hour.")
    .max(maxHours, "A key is good for at most 87,600 hours (10 years)."),
});

export type CreateApiKeyInput = z.input<typeof createApiKeyInput>;

export const apiKeyIdInput = z.object({ keyId: z.uuid() });

/** A key as it may be shown: never the key itself. */
export interface ApiKeyView {
  id: string;
  name: string;
  /** The key's last four characters. */
  ending: string;
  createdAt: Date;
  expiresAt: Date;
  isExpired: boolean;
  /** To the minute. */
  lastUsedAt: Date | null;
}

/** What only the one who has just made it sees; afterwards only a hash of the key is left. */
export interface CreatedApiKey extends ApiKeyView {
  key: string;
}
