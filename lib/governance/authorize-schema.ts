import { z } from "zod";

/**
 * Heimdall's authorize call, as its public clients send and read it: `POST <base>/api/v1/authorize`, one question or, under
 * keys of the caller's choice, many. Ours answers it, and the gate in front of destinations asks by it.
 */

const contextSchema = z.object({
  predicate: z.string().min(1).max(100),
  object: z.object({
    paths: z.array(z.string().max(2000)).max(1000).nullish(),
    tags: z.array(z.string().max(500)).max(1000).nullish(),
  }),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

export const authorizeRequestSchema = z.object({
  /** The key that is asked about. */
  token: z.string().max(8000),
  /** Absent, and `contexts` too: "is this key valid, and whose is it?" */
  context: contextSchema.nullish(),
  contexts: z.record(z.string(), contextSchema).nullish(),
  pepContext: z.record(z.string(), z.unknown()).nullish(),
});

const errorSchema = z.object({ status: z.int(), message: z.string() });

/** `error` is there where `allow` is false. */
export const authorizeReplySchema = z.object({
  allow: z.boolean(),
  valid: z.boolean(),
  result: z.object({ id: z.string(), tags: z.array(z.string()) }).nullish(),
  error: errorSchema.nullish(),
});

export const authorizeBatchReplySchema = z.object({
  id: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  results: z.record(
    z.string(),
    z.object({ allow: z.boolean(), valid: z.boolean(), error: errorSchema.nullish() }),
  ),
});

export type AuthorizeRequest = z.output<typeof authorizeRequestSchema>;
export type AuthorizeReply = z.output<typeof authorizeReplySchema>;
export type AuthorizeBatchReply = z.output<typeof authorizeBatchReplySchema>;
