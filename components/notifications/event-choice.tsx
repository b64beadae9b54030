"use client";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field";
import { notificationEvents, type NotificationEvent } from "@/lib/notifications/events";
import * as text from "@/text/notifications";

export interface EventChoiceProps {
  chosen: readonly NotificationEvent[];
  onChange: (chosen: NotificationEvent[]) => void;
  error: string | undefined;
}

/** Which events a channel is told of. */
export function EventChoice({ chosen, onChange, error }: EventChoiceProps) {
  const isAll = chosen.length === notificationEvents.length;
  const toggle = (event: NotificationEvent, isChosen: boolean) =>
    onChange(notificationEvents.filter((other) => (other === event ? isChosen : chosen.includes(other))));
  return (
    <div
      role="group"
      aria-labelledby="channel-events-label"
      aria-describedby={error ? "channel-events-error" : undefined}
      className="grid gap-2.5"
    >
      <div className="flex items-center justify-between gap-3">
        <p className="text-sm">
          <span id="channel-events-label" className="font-medium">
            {text.eventsLabel}
          </span>
          <span className="ml-2 text-ink-faint tabular-nums">
            {text.chosenOf(chosen.length, notificationEvents.length)}
          </span>
        </p>
        <Button size="sm" variant="ghost" onClick={() => onChange(isAll ? [] : [...notificationEvents])}>
          {isAll ? text.chooseNone : text.chooseAll}
        </Button>
      </div>
      {error && <FieldError id="channel-events-error">{error}</FieldError>}
      <ul className="grid gap-x-6 gap-y-3 md:grid-cols-2">
        {notificationEvents.map((event) => (
          <li key={event}>
            <Checkbox
              name="channel-event"
              checked={chosen.includes(event)}
              onCheckedChange={(isChosen) => toggle(event, isChosen)}
              label={text.events[event].title}
              help={text.events[event].description}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
