"use client";

import Link from "next/link";
import { useState } from "react";
import { useMay } from "@/components/shell/only-for";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field";
import { call } from "@/lib/action/call";
import { muteEventAction } from "@/lib/notifications/actions";
import { connectionEvents, type ConnectionEvent, type NotificationEvent } from "@/lib/notifications/events";
import * as text from "@/text/notifications";

export interface ConnectionEventsProps {
  connectionId: string;
  /** What is not sent for this connection. */
  muted: NotificationEvent[];
}

/** What a connection tells the workspace's channels; every change counts at once. */
export function ConnectionEvents({ connectionId, muted: stored }: ConnectionEventsProps) {
  const canEdit = useMay("editor");
  const [muted, setMuted] = useState<readonly NotificationEvent[]>(stored);
  const [problem, setProblem] = useState<string>();

  async function tell(event: ConnectionEvent, told: boolean) {
    const silence = (isMuted: boolean) =>
      setMuted((before) => [...before.filter((other) => other !== event), ...(isMuted ? [event] : [])]);
    silence(!told);
    const result = await call(muteEventAction)({ connectionId, event, muted: !told });
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) silence(told);
  }

  return (
    <div className="grid gap-3">
      <ul aria-label={text.connectionEventsLabel} className="grid max-w-190 gap-x-6 gap-y-3 md:grid-cols-2">
        {connectionEvents.map((event) => (
          <li key={event}>
            <Checkbox
              checked={!muted.includes(event)}
              onCheckedChange={(told) => void tell(event, told)}
              disabled={!canEdit}
              label={text.events[event].title}
              help={text.events[event].description}
            />
          </li>
        ))}
      </ul>
      {problem && <FieldError>{problem}</FieldError>}
      <p className="prose-width text-xs text-ink-muted">
        {text.channelsAreIn(
          <Link
            href="/settings/notifications"
            className="focus-ring rounded-sm text-accent underline underline-offset-2"
          >
            {text.settingsLink}
          </Link>,
        )}
      </p>
    </div>
  );
}
