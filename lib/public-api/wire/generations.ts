import { z } from "zod";
import { absent, tableSchema } from "./common";

export const generationsQuerySchema = z.object({ namespace: z.string().optional(), name: z.string().min(1) });

export const generationsSchema = z
  .object({
    namespace: z.string().optional(),
    name: z.string(),
    shown: z.int().nullable().meta({ description: "The generation that the table shows; null: not known." }),
    data: z.array(z.object({ generation: z.int(), rows: z.int(), replacedAt: z.string() })),
  })
  .meta({ id: "GenerationsResponse" });

export const rollbackSchema = z
  .object({ namespace: absent(z.string()), name: z.string().min(1), generation: z.int().min(0) })
  .meta({ id: "RollbackRequest" });

export const rolledBackSchema = z
  .object({
    tables: z.array(tableSchema),
    left: z.array(tableSchema).meta({ description: "Child tables that have no such generation." }),
  })
  .meta({ id: "RollbackResponse" });
