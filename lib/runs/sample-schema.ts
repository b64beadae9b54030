import { z } from "zod";
import type { Prisma } from "@/lib/db";

/** What a sample takes, and where it goes. */
export const sampleSchema = z.object({
  /** Of each stream, from its start. */
  rows: z.int().min(1).max(10_000),
  /**
   * The schema of its tables. Absent: one beside that of each real table. Its name says what it is for, because whatever
   * stands there under a stream's name is replaced.
   */
  namespace: z
    .string()
    .max(50)
    .regex(/^[^$]*_sample$/i, "must end in _sample: what is in there is replaced")
    .optional(),
});

export type Sample = z.infer<typeof sampleSchema>;

/** As a run has it stored; null where the run is none. */
export function readSample(stored: Prisma.JsonValue): Sample | null {
  return stored === null ? null : sampleSchema.parse(stored);
}
