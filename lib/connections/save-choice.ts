import { z } from "zod";
import { ConflictError } from "@/lib/errors";
import { requestSync } from "@/lib/runs/request";
import type { Scope } from "@/lib/workspaces/scope";
import { updateConnectionInput } from "./schema";
import { updateConnection } from "./service";

export const saveChoiceInput = z.object({
  id: z.uuid(),
  changes: updateConnectionInput,
  /** Streams to be read anew once the change is stored. */
  refresh: z.array(z.object({ namespace: z.string().optional(), name: z.string() })).default([]),
});

export type SaveChoiceInput = z.input<typeof saveChoiceInput>;

/**
 * Stores a change and asks for the refresh that goes with it. The change stands also where the refresh cannot begin (a
 * run goes on, the connection is inactive): `notRefreshed` says why.
 */
export async function saveChoice(
  scope: Scope,
  input: SaveChoiceInput,
): Promise<{ revision: number; notRefreshed: string | null }> {
  const { id, changes, refresh } = saveChoiceInput.parse(input);
  const { revision } = await updateConnection(scope, id, changes);
  if (refresh.length === 0) return { revision, notRefreshed: null };
  try {
    await requestSync(scope, { connectionId: id, trigger: "manual", kind: "refresh", streams: refresh });
    return { revision, notRefreshed: null };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return { revision, notRefreshed: error.message };
  }
}
