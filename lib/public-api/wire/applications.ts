import { z } from "zod";

export const applicationCreateSchema = z.object({ name: z.string() }).meta({ id: "ApplicationCreate" });

export const applicationSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    clientId: z.string(),
    /** Shown once, when the application is made; a mask from then on. */
    clientSecret: z.string(),
    /** Seconds since the epoch. */
    createdAt: z.int(),
  })
  .meta({ id: "ApplicationRead" });

export const applicationsSchema = z
  .object({ applications: z.array(applicationSchema) })
  .meta({ id: "ApplicationReadList" });
