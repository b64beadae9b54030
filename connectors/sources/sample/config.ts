import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";

export const spec = defineSpec({
  kind: "source",
  id: "sample",
  definitionId: "dfd88b22-b603-4c3d-aad7-3701784586b1",
  title: "Sample data",
  summary: "Generates users, products and purchases, the same for the same seed.",
  config: z.object({
    count: z.int().min(1).max(100_000_000).default(1000).meta({
      title: "Count",
      description: "How many users, and as many purchases. There are always 100 products.",
      order: 0,
    }),
    seed: z.int().default(-1).meta({
      title: "Seed",
      description: "The same seed gives the same rows. -1 stands for a fixed seed too.",
      order: 1,
    }),
    records_per_slice: z.int().min(1).default(1000).meta({
      title: "Records per stream slice",
      description: "The smallest number of rows between two checkpoints.",
      order: 2,
    }),
    always_updated: z.boolean().default(true).meta({
      title: "Always updated",
      description:
        "Every incremental sync gives all rows again with a new updated_at. Off: only rows that are new because Count was raised.",
      order: 3,
    }),
    parallelism: z.int().min(1).default(4).meta({
      title: "Parallelism",
      description: "Accepted for compatibility; one process generates faster than most destinations write.",
      order: 4,
    }),
  }),
});

export type SampleConfig = ReturnType<typeof spec.parse>;
