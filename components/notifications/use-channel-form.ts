"use client";

import { useState } from "react";
import type { ActionError } from "@/lib/action";
import { call, once } from "@/lib/action/call";
import { createChannelAction, testChannelAction, updateChannelAction } from "@/lib/notifications/actions";
import { notificationEvents, type NotificationEvent } from "@/lib/notifications/events";
import type { Answer, ChannelKind, ChannelView, CreatedChannel } from "@/lib/notifications/view";

export type FieldValue = string | number | string[] | undefined;

export interface ChannelDraft {
  name: string;
  config: Record<string, FieldValue>;
  events: NotificationEvent[];
}

/** What a failure, a recovery or a question are; a success of every run is for who asks for it. */
const usualEvents = notificationEvents.filter((event) => event !== "run.succeeded");

const emptyConfig: Record<ChannelKind, ChannelDraft["config"]> = {
  webhook: { url: "" },
  email: { host: "", port: 587, security: "starttls", user: "", from: "", to: [] },
  slack: { url: "" },
};

/** A channel as it is being written, saved and tested. `channel`: the stored one; none for a new one. */
export function useChannelForm(kind: ChannelKind, channel: ChannelView | undefined) {
  const [initial] = useState<ChannelDraft>(() => ({
    name: channel?.name ?? "",
    config: channel ? (channel.config as ChannelDraft["config"]) : emptyConfig[kind],
    events: channel?.events ?? usualEvents,
  }));
  const [draft, setDraft] = useState(initial);
  const [error, setError] = useState<ActionError>();
  const [answer, setAnswer] = useState<Answer>();
  const [busy, setBusy] = useState<"saving" | "testing">();

  async function save(): Promise<CreatedChannel | ActionError> {
    setBusy("saving");
    const { name, events } = draft;
    const config = present(draft.config);
    const result = channel
      ? await call(updateChannelAction)({
          id: channel.id,
          changes: { revision: channel.revision, name, config, events },
        })
      : await once(createChannelAction)({ kind, name, config, events });
    setBusy(undefined);
    setError(result.ok ? undefined : result.error);
    return result.ok ? result.data : result.error;
  }

  async function test(): Promise<ActionError | undefined> {
    setBusy("testing");
    setAnswer(undefined);
    const stored = channel ? { id: channel.id } : {};
    const result = await call(testChannelAction)({ ...stored, kind, config: present(draft.config) });
    setBusy(undefined);
    setError(result.ok ? undefined : result.error);
    setAnswer(result.ok ? result.data : undefined);
    return result.ok ? undefined : result.error;
  }

  return {
    draft,
    error,
    answer,
    busy,
    isChanged: JSON.stringify(draft) !== JSON.stringify(initial),
    save,
    test,
    change: (changes: Partial<ChannelDraft>) => setDraft((before) => ({ ...before, ...changes })),
    configure: (changes: ChannelDraft["config"]) =>
      setDraft((before) => ({ ...before, config: { ...before.config, ...changes } })),
    /** What the server said about a field of the configuration, or of one of its elements. */
    problemOf: (field: string) =>
      error?.issues.find(({ path }) => path[0] === "config" && path[1] === field)?.message,
  };
}

export type ChannelForm = ReturnType<typeof useChannelForm>;

/** A secret that is left as it is stored is not sent. */
function present(config: ChannelDraft["config"]): Record<string, Exclude<FieldValue, undefined>> {
  const entries = Object.entries(config).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, Exclude<FieldValue, undefined>>;
}
