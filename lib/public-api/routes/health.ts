import { z } from "zod";
import * as english from "@/components/text/en/health";
import { route } from "@/lib/api/route";
import type { Trouble } from "@/lib/runtime/trouble";
import { readHealth } from "../health";

const part = z.string().nullable();

const healthSchema = z
  .object({
    status: z.enum(["ok", "unwell"]),
    /** Why a part is not well; null where it is. */
    database: part,
    executor: part,
    workers: part,
  })
  .meta({ id: "Health" });

/** 200 when database, executor and workers are well, else 503 with which is not. For probes: no authentication. */
export const getHealth = route({
  summary: "Whether database, executor and workers are well: 200, else 503",
  operationId: "getHealthCheck",
  tags: ["Health"],
  auth: "none",
  response: healthSchema,
  run: async () => {
    const { database, executor, workers } = await readHealth();
    const health = { database: inWords(database), executor: inWords(executor), workers: inWords(workers) };
    const isWell = Object.values(health).every((reason) => reason === null);
    if (isWell) return { status: "ok" as const, ...health };
    return Response.json({ status: "unwell", ...health }, { status: 503 });
  },
});

function inWords(trouble: Trouble | null): string | null {
  return trouble && english.troubles[trouble];
}
