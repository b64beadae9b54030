"use client";

import { useState, type FormEvent } from "react";
import { useMay } from "@/components/shell/only-for";
import { Button } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { TagInput } from "@/components/ui/tag-input";
import type { ActionError } from "@/lib/action";
import { call } from "@/lib/action/call";
import { setMemberTagsAction } from "@/lib/governance/actions";
import type { MemberView } from "@/lib/governance/members";
import * as text from "@/text/governance";
import * as memberText from "@/text/members";

export function MemberTags({ members }: { members: MemberView[] }) {
  const canEdit = useMay("admin");
  return (
    <Table label={text.membersLabel} framed>
      <THead>
        <TR>
          <TH>{text.member}</TH>
          <TH>{text.roleColumn}</TH>
          <TH grow>{text.tags}</TH>
          {canEdit && (
            <TH>
              <span className="sr-only">{text.editColumn}</span>
            </TH>
          )}
        </TR>
      </THead>
      <TBody>
        {members.map((member) => (
          <TR key={member.userId}>
            <TD>
              <span className="block py-1.5">
                {member.name}
                <span className="block text-xs text-ink-faint">{member.email}</span>
              </span>
            </TD>
            <TD muted>{memberText.roleNames[member.role]}</TD>
            <TD className="w-full min-w-40 whitespace-normal">
              <span className="flex flex-wrap gap-1 py-1.5 wrap-anywhere">
                {member.subject.tags.map((tag) => (
                  <Code key={tag} className="max-w-full min-w-0">
                    {tag}
                  </Code>
                ))}
              </span>
            </TD>
            {canEdit && (
              <TD>
                <TagsDialog member={member} />
              </TD>
            )}
          </TR>
        ))}
      </TBody>
    </Table>
  );
}

function TagsDialog({ member }: { member: MemberView }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" variant="ghost" aria-label={text.editTagsOf(member.name)}>
          {text.editTags}
        </Button>
      }
      title={text.tagsOf(member.name)}
      description={text.tagsMeaning}
      size="sm"
    >
      <TagsForm member={member} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function TagsForm({ member, onDone }: { member: MemberView; onDone: () => void }) {
  const [tags, setTags] = useState<string[]>(member.tags);
  const [error, setError] = useState<ActionError>();
  const [busy, setBusy] = useState(false);

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const result = await call(setMemberTagsAction)({ userId: member.userId, tags });
    setBusy(false);
    if (!result.ok) {
      setError(result.error);
      document.getElementById("member-tags")?.focus();
      return;
    }
    onDone();
  }

  const refused = new Set(error?.issues.map(({ path }) => Number(path[1])));
  return (
    <form noValidate onSubmit={(event) => void save(event)} className="grid gap-4">
      <Field
        id="member-tags"
        label={text.tags}
        help={text.tagsHelp}
        error={error && (error.issues[0]?.message ?? error.message)}
      >
        <TagInput value={tags} onChange={setTags} isInvalid={(_tag, index) => refused.has(index)} />
      </Field>
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>{text.cancel}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" busy={busy}>
          {text.saveTags}
        </Button>
      </div>
    </form>
  );
}
