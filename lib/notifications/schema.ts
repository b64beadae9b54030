import { z } from "zod";
import { isStorable, nameSchema, revisionSchema } from "@/lib/connectors/input";
import { notificationEvents } from "./events";
import { channelKinds } from "./view";

const storable = "must not contain NUL or half a character";
const text = z.string().trim().max(500, "must be at most 500 characters").refine(isStorable, storable);
const secretText = z.string().max(500, "must be at most 500 characters").refine(isStorable, storable);

const httpUrl = text
  .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value), "must be an http or https address")
  .refine(
    (value) => !URL.canParse(value) || (new URL(value).username === "" && new URL(value).password === ""),
    "must not hold a user or password",
  );

const address = text.regex(/^[^\s@<>",;]+@[^\s@<>",;]+$/, "must be an e-mail address");
/** "a@b.example" or "Sluice <a@b.example>" */
const sender = text.regex(
  /^([^\r\n<>"]+ )?<[^\s@<>",;]+@[^\s@<>",;]+>$|^[^\s@<>",;]+@[^\s@<>",;]+$/,
  "must be an e-mail address, or a name with one: Sluice <sluice@example.com>",
);

export const webhookConfig = z.object({
  url: httpUrl,
  /** What requests are signed with. */
  secret: secretText.min(16, "must be at least 16 characters"),
});

export const mailSecurity = ["tls", "starttls", "none"] as const;

export const emailConfig = z
  .object({
    host: text.min(1, "must not be empty").regex(/^[^\s/@]+$/, "must be a host's name or address"),
    port: z.int("must be a whole number").min(1, "must be at least 1").max(65_535, "must be at most 65535"),
    /** tls: from the first byte; starttls: before anything is said, or not at all; none: never. */
    security: z.enum(mailSecurity),
    /** "" where the server asks nobody who he is. */
    user: text,
    password: secretText.optional(),
    from: sender,
    to: z.array(address).min(1, "must have at least one address").max(50, "must have at most 50 addresses"),
  })
  .refine(({ user, password }) => user === "" || Boolean(password), {
    path: ["password"],
    message: "must be given for this user",
  });

export const slackConfig = z.object({ url: httpUrl });

/** A whole configuration, secrets included. */
export const channelConfig = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("webhook"), config: webhookConfig }),
  z.object({ kind: z.literal("email"), config: emailConfig }),
  z.object({ kind: z.literal("slack"), config: slackConfig }),
]);

export type ChannelConfig = z.infer<typeof channelConfig>;
export type WebhookConfig = z.infer<typeof webhookConfig>;
export type EmailConfig = z.infer<typeof emailConfig>;
export type SlackConfig = z.infer<typeof slackConfig>;

const kind = z.enum(channelKinds);
/** As a form sends it: a secret that is absent is kept as it is stored. Judged by `channelConfig` once it is whole. */
const configInput = z.record(z.string(), z.json());
const events = z
  .array(z.enum(notificationEvents))
  .min(1, "must hold at least one event")
  .transform((chosen) => notificationEvents.filter((event) => chosen.includes(event)));

export const createChannelInput = z.object({ kind, name: nameSchema, config: configInput, events });

export type CreateChannelInput = z.input<typeof createChannelInput>;

/** What is absent stays as it is. */
export const updateChannelInput = z.object({
  revision: revisionSchema.optional(),
  name: nameSchema.optional(),
  config: configInput.optional(),
  events: events.optional(),
  enabled: z.boolean().optional(),
});

export type UpdateChannelInput = z.input<typeof updateChannelInput>;

/** A channel that may not be stored yet; `id` names the stored one whose secrets it keeps. */
export const testChannelInput = z.object({ id: z.uuid().optional(), kind, config: configInput });

export type TestChannelInput = z.input<typeof testChannelInput>;
