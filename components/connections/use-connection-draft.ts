"use client";

import { useCallback, useState } from "react";
import type { CatalogDiff } from "@/lib/catalog/diff";
import { call } from "@/lib/action/call";
import { refreshOfferAction } from "@/lib/connections/actions";
import type { ActionError } from "@/lib/action";
import type { DiffLine } from "@/components/streams/diff-lines";
import {
  afterRefresh,
  changeStream,
  type ConnectionDraft,
  type OfferedStream,
  type StreamDraft,
  type StreamDrafts,
} from "./draft";

export interface DraftOptions {
  offered: OfferedStream[];
  initial: ConnectionDraft;
  ends: { sourceId: string; destinationId: string };
}

/** What is being typed, and what the source offers for it. */
export function useConnectionDraft({ offered: found, initial, ends }: DraftOptions) {
  const [offered, setOffered] = useState(found);
  const [start] = useState(initial);
  const [draft, setDraft] = useState(start);
  const [changes, setChanges] = useState<DiffLine[]>();
  const [refreshing, setRefreshing] = useState(false);

  const set = useCallback(
    (change: Partial<ConnectionDraft>) => setDraft((before) => ({ ...before, ...change })),
    [],
  );
  const setStream = useCallback(
    (key: string, change: Partial<StreamDraft>) =>
      setDraft((before) => ({ ...before, streams: changeStream(before.streams, key, change) })),
    [],
  );
  const setStreams = useCallback(
    (streams: StreamDrafts) => setDraft((before) => ({ ...before, streams })),
    [],
  );

  /** undefined: done. */
  async function refresh(): Promise<ActionError | undefined> {
    setRefreshing(true);
    const result = await call(refreshOfferAction, { withoutPage: true })(ends);
    if (result.ok) await take(result.data.streams, result.data.diff);
    setRefreshing(false);
    return result.ok ? undefined : result.error;
  }

  async function take(streams: Parameters<typeof afterRefresh>[1], diff: CatalogDiff | null) {
    const { diffLines } = await import("@/components/streams/diff-lines");
    const next = afterRefresh({ offered, streams: draft.streams }, streams);
    setChanges(diff ? diffLines(diff, draft.streams) : []);
    setOffered(next.offered);
    setDraft((before) => ({ ...before, streams: { ...next.streams } }));
  }

  return {
    offered,
    draft,
    isDirty: draft !== start,
    set,
    setStream,
    setStreams,
    refresh,
    refreshing,
    changes,
    forgetChanges: () => setChanges(undefined),
  };
}
