import { z } from "zod";

export const previewSchema = z
  .object({
    namespace: z.string().optional(),
    name: z.string(),
    place: z.string().nullable().meta({ description: "Where it is; null: nothing was written yet." }),
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z
      .array(z.array(z.string().nullable()))
      .meta({ description: "Texts, in the order of the columns." }),
    definition: z.string().optional().meta({ description: "The schema as the system keeps it." }),
  })
  .meta({ id: "PreviewResponse" });
