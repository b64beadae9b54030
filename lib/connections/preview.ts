import { z } from "zod";
import type { TablePreview } from "@/connectors/sdk";
import { settle, type FailedCheck } from "@/lib/connectors/check";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import type { StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { lastPlans, requireStream } from "./last-plans";

export const previewInput = z.object({
  namespace: z.string().optional(),
  name: z.string().min(1),
  maxRows: z.coerce.number().int().min(1).max(200).default(50),
});

const maxCharacters = 500;

/** null: nothing was written yet. */
export type Previewed = { preview: TablePreview | null } | { failure: FailedCheck };

/**
 * The first rows of what a stream was written to, as the destination has them now. The table is that of the last run. A destination that
 * cannot be reached, or cannot be looked into, is an answer.
 */
export async function previewStream(
  scope: Scope,
  connectionId: string,
  input: StreamName & { maxRows?: number },
): Promise<Previewed> {
  const { maxRows, ...stream } = previewInput.parse(input);
  const connection = await requireStream(scope, connectionId, stream);
  const [plan] = await lastPlans(connection, stream);
  if (!plan) return { preview: null };
  const destination = await destinationCall(scope, connection.destinationId);
  const request = { plan, maxRows, maxCharacters };
  const read = await settle(() =>
    runtime().pool.run("preview", { destination, request }, { lane: "interactive" }),
  );
  return read.ok ? { preview: read.value } : { failure: read };
}
