import { z } from "zod";
import { RegistrationError } from "./errors";
import { parseDuration } from "./durations";

const supportedOptions = new Set([
  "id",
  "name",
  "triggers",
  "steps",
  "idempotency",
  "throttle",
  "concurrency",
  "singleton",
  "cancel",
  "timeouts",
]);

const maxCancelListeners = 5;
const maxConcurrencyLimits = 2;

const durationMs = z.string().transform((text, context) => {
  const value = parseDuration(text);
  if (value !== undefined && value > 0) return value;
  context.addIssue(`"${text}" is no duration, for example "30s" or "1h30m"`);
  return z.NEVER;
});

const positive = z.number().int().min(1);

const concurrencySchema = z.strictObject({
  limit: positive,
  key: z.string().optional(),
  scope: z.enum(["fn", "env", "account"]).default("fn"),
});

const triggerSchema = z.union([
  z.strictObject({
    event: z
      .string()
      .min(1)
      .refine((name) => !name.includes("*"), "patterns of event names are not carried"),
    expression: z.string().optional(),
  }),
  z.strictObject({ cron: z.string().min(1) }),
]);

/** What the SDK reports of a function, in the parts that the executor carries. */
const configSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string(),
  triggers: z.array(triggerSchema),
  steps: z.object({
    step: z.object({
      retries: z.object({ attempts: z.number().int().min(0).max(20).default(4) }).default({ attempts: 4 }),
    }),
  }),
  idempotency: z.string().optional(),
  throttle: z.strictObject({ key: z.string().optional(), limit: positive, period: durationMs }).optional(),
  singleton: z.strictObject({ key: z.string().optional(), mode: z.enum(["skip", "cancel"]) }).optional(),
  cancel: z
    .array(
      z.strictObject({ event: z.string().min(1), if: z.string().optional(), timeout: z.string().optional() }),
    )
    .max(maxCancelListeners)
    .default([]),
  timeouts: z.strictObject({ start: durationMs.optional(), finish: durationMs.optional() }).default({}),
  concurrency: z
    .union([
      positive.transform((limit) => [concurrencySchema.parse({ limit })]),
      concurrencySchema.transform((entry) => [entry]),
      z.array(concurrencySchema).max(maxConcurrencyLimits),
    ])
    .default([]),
});

export type FunctionConfig = z.infer<typeof configSchema>;

/** Throws RegistrationError, naming function and option, for anything that the executor does not carry. */
export function parseFunctionConfig(raw: unknown): FunctionConfig {
  const record = z.record(z.string(), z.unknown()).parse(raw);
  const subject = `Function "${String(record.id)}"`;
  for (const option of Object.keys(record)) {
    if (supportedOptions.has(option)) continue;
    throw new RegistrationError(
      `${subject} uses the option ${option}, which the embedded executor does not carry. ` +
        `Leave it out, or run Sluice on an Inngest server.`,
    );
  }
  const parsed = configSchema.safeParse(record);
  if (!parsed.success) {
    throw new RegistrationError(`${subject}: ${describeIssues(parsed.error)}`, { cause: parsed.error });
  }
  return parsed.data;
}

function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
}
