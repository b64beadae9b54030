"use client";

import { useRouter } from "next/navigation";
import { useRef, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ActionError } from "@/lib/action";
import type { ChannelKind, ChannelView, CreatedChannel } from "@/lib/notifications/view";
import { ChannelAnswer } from "./channel-answer";
import { ChannelFields } from "./channel-fields";
import { EventChoice } from "./event-choice";
import { kindWords } from "./kinds";
import { useChannelForm } from "./use-channel-form";

export interface ChannelDialogProps {
  kind: ChannelKind;
  /** The stored one; none for a new one. */
  channel: ChannelView | undefined;
  onSaved: (saved: CreatedChannel) => void;
  onClose: () => void;
}

export function ChannelDialog({ kind, channel, ...rest }: ChannelDialogProps) {
  const { add, description } = kindWords[kind];
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && rest.onClose()}
      title={channel ? `Edit ${channel.name}` : add}
      description={description}
    >
      <ChannelForm kind={kind} channel={channel} {...rest} />
    </Dialog>
  );
}

function ChannelForm({ kind, channel, onSaved, onClose }: ChannelDialogProps) {
  const router = useRouter();
  const element = useRef<HTMLFormElement>(null);
  const form = useChannelForm(kind, channel);
  const { draft, error, answer, busy } = form;
  const messageAt = (field: string) => error?.issues.find(({ path }) => path[0] === field)?.message;
  const isElsewhere = error !== undefined && !error.issues.some(({ path }) => path[0] !== "revision");

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const saved = await form.save();
    if ("code" in saved) return focusFirst(saved);
    router.refresh();
    onSaved(saved);
  }

  async function test() {
    const refused = await form.test();
    if (refused) focusFirst(refused);
  }

  function focusFirst({ issues }: ActionError) {
    const [first = "name", second = ""] = issues[0]?.path.map(String) ?? [];
    const name = first === "config" ? second : first;
    const found =
      name === "events"
        ? element.current?.querySelector<HTMLElement>("fieldset [role=checkbox]")
        : element.current?.querySelector<HTMLElement>(`#channel-${name}`);
    found?.focus();
  }

  return (
    <form ref={element} noValidate onSubmit={(event) => void save(event)} className="grid grid-cols-1 gap-4">
      <Field id="channel-name" label="Name" required error={messageAt("name")}>
        <Input value={draft.name} onChange={(event) => form.change({ name: event.target.value })} />
      </Field>
      <ChannelFields kind={kind} form={form} stored={channel?.secrets ?? []} />
      <EventChoice
        chosen={draft.events}
        onChange={(events) => form.change({ events })}
        error={messageAt("events")}
      />
      {isElsewhere && <FieldError>{error.message}</FieldError>}
      {answer && <ChannelAnswer answer={answer} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button className="mr-auto" busy={busy === "testing"} onClick={() => void test()}>
          Send a test
        </Button>
        <DialogClose asChild>
          <Button onClick={onClose}>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" busy={busy === "saving"}>
          Save channel
        </Button>
      </div>
    </form>
  );
}
