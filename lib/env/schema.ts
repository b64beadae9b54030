import { z } from "zod";

/** An empty variable counts as absent: `PORT= npm start` means the default. */
const absentIfEmpty = (value: unknown) => (value === "" ? undefined : value);

function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess(absentIfEmpty, schema.optional());
}

const onOff = z
  .enum(["0", "1", "false", "true"], { error: "must be 0 or 1, for example 0" })
  .transform((value) => value === "1" || value === "true");

/** "" or a path such as "/airbyte": a leading slash, no trailing one. */
export const basePathSchema = z.preprocess(
  absentIfEmpty,
  z
    .string()
    .regex(/^(\/[A-Za-z0-9._~-]+)+$/, "must be a path without a trailing slash, for example /airbyte")
    .default(""),
);

const portSchema = z
  .string()
  .regex(/^\d+$/, "must be a number from 0 to 65535, for example 3000")
  .transform(Number)
  .refine((port) => port <= 65_535, "must be a number from 0 to 65535, for example 3000");

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must be a PostgreSQL URL, for example postgresql://user:password@127.0.0.1:5432/sluice",
});

const httpUrl = (example: string) =>
  z.url({ protocol: /^https?$/, error: `must be an http or https URL, for example ${example}` });

/** Every variable Sluice reads, and its form. `parseEnv` in index.ts is the only caller for the server. */
export const envSchema = z
  .object({
    PORT: optional(portSchema).transform((port) => port ?? 3000),
    HOST: optional(z.string()).transform((host) => host ?? "127.0.0.1"),
    SLUICE_DATA_DIR: optional(z.string()),
    SLUICE_BASE_PATH: basePathSchema,
    SLUICE_PUBLIC_URL: optional(httpUrl("https://sluice.example.com")),
    DATABASE_URL: optional(postgresUrl),
    SLUICE_SECRET_KEY: optional(
      z
        .string()
        .min(32, "must be at least 32 characters, for example the output of: openssl rand -base64 32"),
    ),
    /** The key before a rotation: values it sealed are still read, and sealed anew with SLUICE_SECRET_KEY. */
    SLUICE_SECRET_KEY_PREVIOUS: optional(
      z.string().min(32, "must be the former SLUICE_SECRET_KEY, unchanged"),
    ),
    SLUICE_LOCAL_FILES: optional(z.string()),
    SLUICE_OWNER_EMAIL: optional(z.email("must be an e-mail address, for example owner@example.com")),
    SLUICE_OWNER_PASSWORD: optional(z.string().min(10, "must be at least 10 characters")),
    SLUICE_CLIENT_ID: optional(z.string().min(8, "must be at least 8 characters, for example a UUID")),
    SLUICE_CLIENT_SECRET: optional(z.string().min(16, "must be at least 16 characters")),
    SLUICE_DEMO: optional(onOff).transform((on) => on ?? true),
    /** Lets API connectors and file URLs reach private and loopback addresses. Off on a shared installation. */
    SLUICE_ALLOW_PRIVATE_NETWORK: optional(onOff).transform((on) => on ?? true),
    /** New workspaces start with the switch "no write without authentication" on. */
    SLUICE_REQUIRE_WRITE_AUTH: optional(onOff).transform((on) => on ?? false),
    SLUICE_WORKERS: optional(
      z
        .string()
        .regex(/^[1-9]\d?$/, "must be a number from 1 to 99, for example 2")
        .transform(Number),
    ).transform((count) => count ?? 2),
    INNGEST_EVENT_KEY: optional(z.string()),
    INNGEST_SIGNING_KEY: optional(z.string()),
    INNGEST_BASE_URL: optional(httpUrl("http://127.0.0.1:8288")),
  })
  .superRefine((value, context) => {
    requireTogether(value, context, ["SLUICE_OWNER_EMAIL", "SLUICE_OWNER_PASSWORD"]);
    requireTogether(value, context, ["SLUICE_CLIENT_ID", "SLUICE_CLIENT_SECRET"]);
    requireTogether(value, context, ["INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY", "INNGEST_BASE_URL"]);
  });

export type ParsedEnv = z.infer<typeof envSchema>;

/** A group of variables that only mean something together. */
function requireTogether(
  value: Record<string, unknown>,
  context: z.core.$RefinementCtx,
  names: readonly string[],
): void {
  const missing = names.filter((name) => value[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return;
  for (const name of missing) {
    context.addIssue({
      code: "custom",
      path: [name],
      message: `must be set too: ${names.join(", ")} only work together`,
    });
  }
}
