import type { ActionError } from "@/lib/action";
import { call, once } from "@/lib/action/call";
import { createConnectionAction, saveChoiceAction } from "@/lib/connections/actions";
import type { DraftPlan } from "@/lib/connections/plan-draft";
import { requestSyncAction } from "@/lib/runs/actions";
import type { toSettings } from "./draft";

export interface EditorTarget {
  sourceId: string;
  destinationId: string;
  /** Of the stored connection that is edited. */
  connectionId?: string;
  /** As the page has seen it. */
  revision?: number;
}

export interface DraftToSave {
  target: EditorTarget;
  settings: ReturnType<typeof toSettings>;
  refresh: DraftPlan["refresh"];
  /** Whatever somebody else has saved meanwhile. */
  overTheirs: boolean;
}

export type SavedDraft =
  /** `note`: what did not begin, though the connection is stored. */
  { ok: true; data: { connectionId: string; note: string | null } } | { ok: false; error: ActionError };

/** Whoever saves goes on to the connection. */
const leaving = { withoutPage: true };

/** Stores what was typed; a new connection syncs at once. */
export async function saveDraft({ target, settings, refresh, overTheirs }: DraftToSave): Promise<SavedDraft> {
  const { connectionId, revision, sourceId, destinationId } = target;
  if (connectionId === undefined) {
    const created = await once(createConnectionAction, leaving)({ ...settings, sourceId, destinationId });
    if (!created.ok) return created;
    const { id } = created.data;
    const requested = await once(requestSyncAction, leaving)({ connectionId: id });
    return { ok: true, data: { connectionId: id, note: requested.ok ? null : requested.error.message } };
  }
  const seen = overTheirs || revision === undefined ? {} : { revision };
  const changes = { ...settings, ...seen };
  const saved = await call(saveChoiceAction, leaving)({ id: connectionId, changes, refresh });
  return saved.ok ? { ok: true, data: { connectionId, note: saved.data.notRefreshed } } : saved;
}
