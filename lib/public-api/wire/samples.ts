import { z } from "zod";
import { sampleSchema } from "@/lib/runs/sample-schema";
import { absent, streamsSchema } from "./common";

const { rows, namespace } = sampleSchema.shape;

export const sampleRequestSchema = z
  .object({
    rows: rows.default(100).meta({ description: "Of each stream, from its start." }),
    namespace: absent(namespace.unwrap()).meta({
      description: "Default: beside that of each real table, <namespace>_sluice_sample.",
    }),
    streams: absent(streamsSchema).meta({ description: "Default: all streams of the connection." }),
  })
  .meta({ id: "SampleRequest" });
