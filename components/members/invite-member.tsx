"use client";

import { Plus } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ActionError } from "@/lib/action";
import type { Role } from "@/lib/auth/roles";
import { once } from "@/lib/action/call";
import { createInvitationAction } from "@/lib/invitations/actions";
import type { CreatedInvitation } from "@/lib/invitations/schema";
import * as text from "@/text/members";

export interface InviteMemberProps {
  mayInviteTo: Role[];
  onCreated: (created: CreatedInvitation) => void;
}

const lifetimes = [
  { value: "1", label: text.lifetime(1) },
  { value: "7", label: text.lifetime(7) },
  { value: "30", label: text.lifetime(30) },
];

/** The button and its dialog; the link goes to whoever shows it. */
export function InviteMember({ mayInviteTo, onCreated }: InviteMemberProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon={<Plus strokeWidth={1.75} />}>
          {text.invite}
        </Button>
      }
      title={text.invite}
      description={text.inviteMeaning}
      size="sm"
    >
      <InvitationForm
        mayInviteTo={mayInviteTo}
        onCreated={(created) => {
          setOpen(false);
          onCreated(created);
        }}
      />
    </Dialog>
  );
}

function InvitationForm({ mayInviteTo, onCreated }: InviteMemberProps) {
  const address = useRef<HTMLInputElement>(null);
  const [role, setRole] = useState<Role>("viewer");
  const [email, setEmail] = useState("");
  const [days, setDays] = useState("7");
  const [error, setError] = useState<ActionError>();
  const [busy, setBusy] = useState(false);

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const result = await once(createInvitationAction)({ role, email, days: Number(days) });
    setBusy(false);
    if (result.ok) return onCreated(result.data);
    setError(result.error);
    address.current?.focus();
  }

  const wrongAddress = error?.issues.find(({ path }) => path[0] === "email")?.message;
  return (
    <form noValidate onSubmit={(event) => void create(event)} className="grid gap-4">
      <Field label={text.role}>
        <Select
          value={role}
          onValueChange={(next) => setRole(next as Role)}
          options={mayInviteTo.map((value) => ({ value, ...text.roles[value] }))}
        />
      </Field>
      <Field label={text.email} help={text.emailHelp} error={wrongAddress}>
        <Input ref={address} type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
      </Field>
      <Field label={text.goodFor}>
        <Select value={days} onValueChange={setDays} options={lifetimes} />
      </Field>
      {error && wrongAddress === undefined && <FieldError>{error.message}</FieldError>}
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>{text.cancel}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" busy={busy}>
          {text.makeLink}
        </Button>
      </div>
    </form>
  );
}
