import { z } from "zod";

export const actorSorts = ["name", "type", "check", "connections", "sync", "created"] as const;

export type ActorSort = (typeof actorSorts)[number];

/** As lists have it in their address: what cannot be read there counts as absent. */
export const actorQuerySchema = z.object({
  search: z.string().max(200).catch(""),
  /** A connector's id. */
  type: z.string().max(100).optional().catch(undefined),
  check: z.enum(["passed", "failed", "none"]).optional().catch(undefined),
  use: z.enum(["used", "unused"]).optional().catch(undefined),
  /** With "-" before it: the other way round. */
  sort: z
    .templateLiteral([z.enum(["", "-"]), z.enum(actorSorts)])
    .catch("name")
    .transform((text) => ({
      by: text.replace("-", "") as ActorSort,
      isDescending: text.startsWith("-"),
    })),
  /** From 1 on. */
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

export type ActorQuery = z.output<typeof actorQuerySchema>;
