"use client";

import { useId, useRef, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { LeaveGuard } from "@/components/ui/leave-guard";
import { leave } from "@/components/ui/leaving";
import type { ActionError } from "@/lib/action";
import type { ChannelKind, ChannelView, CreatedChannel } from "@/lib/notifications/view";
import * as text from "@/text/notifications";
import { ChannelAnswer } from "./channel-answer";
import { ChannelFields } from "./channel-fields";
import { EventChoice } from "./event-choice";
import { useChannelForm } from "./use-channel-form";

export interface ChannelDialogProps {
  kind: ChannelKind;
  /** The stored one; none for a new one. */
  channel: ChannelView | undefined;
  onSaved: (saved: CreatedChannel) => void;
  onClose: () => void;
}

export function ChannelDialog({ kind, channel, onSaved, onClose }: ChannelDialogProps) {
  const formId = useId();
  const element = useRef<HTMLFormElement>(null);
  const form = useChannelForm(kind, channel);
  const { draft, error, answer, busy } = form;
  const { add, description } = text.kinds[kind];
  const messageAt = (field: string) => error?.issues.find(({ path }) => path[0] === field)?.message;
  const isElsewhere = error !== undefined && !error.issues.some(({ path }) => path[0] !== "revision");

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const saved = await form.save();
    if ("code" in saved) return focusFirst(saved);
    onSaved(saved);
  }

  async function test() {
    const refused = await form.test();
    if (refused) focusFirst(refused);
  }

  function focusFirst({ issues }: ActionError) {
    const [first = "name", second = ""] = issues[0]?.path.map(String) ?? [];
    const name = first === "config" ? second : first;
    const selector = name === "events" ? "[role=group] [role=checkbox]" : `#channel-${name}`;
    element.current?.querySelector<HTMLElement>(selector)?.focus();
  }

  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && leave(onClose)}
      title={channel ? text.edit(channel.name) : add}
      description={description}
      footer={
        <>
          {isElsewhere && (
            <div className="basis-full">
              <FieldError>{error.message}</FieldError>
            </div>
          )}
          {answer && <ChannelAnswer answer={answer} className="basis-full" />}
          <Button className="mr-auto" busy={busy === "testing"} onClick={() => void test()}>
            {text.sendTest}
          </Button>
          <DialogClose asChild>
            <Button>{text.cancel}</Button>
          </DialogClose>
          <Button type="submit" form={formId} variant="primary" busy={busy === "saving"}>
            {text.saveChannel}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        ref={element}
        noValidate
        onSubmit={(event) => void save(event)}
        className="grid grid-cols-1 gap-4"
      >
        <LeaveGuard when={form.isChanged} description={text.notSaved} />
        <Field id="channel-name" label={text.nameLabel} required error={messageAt("name")}>
          <Input value={draft.name} onChange={(event) => form.change({ name: event.target.value })} />
        </Field>
        <ChannelFields kind={kind} form={form} stored={channel?.secrets ?? []} />
        <EventChoice
          chosen={draft.events}
          onChange={(events) => form.change({ events })}
          error={messageAt("events")}
        />
      </form>
    </Dialog>
  );
}
