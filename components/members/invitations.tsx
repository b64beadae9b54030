"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ShownOnce } from "@/components/settings/shown-once";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import { toast } from "@/components/ui/toaster";
import type { Role } from "@/lib/auth/roles";
import { call } from "@/lib/action/call";
import { revokeInvitationAction } from "@/lib/invitations/actions";
import type { CreatedInvitation, InvitationView } from "@/lib/invitations/schema";
import * as text from "@/text/members";
import { InviteMember } from "./invite-member";

export interface InvitationsProps {
  invitations: InvitationView[];
  /** What the reader may invite to. */
  mayInviteTo: Role[];
}

/** The links that are open. The address of a new one is on the page until it is dismissed or the page is left. */
export function Invitations({ invitations, mayInviteTo }: InvitationsProps) {
  const [created, setCreated] = useState<CreatedInvitation>();

  return (
    <Section
      title={text.invitationsTitle}
      description={text.invitationsAbout}
      actions={<InviteMember mayInviteTo={mayInviteTo} onCreated={setCreated} />}
    >
      {created && (
        <ShownOnce
          label={created.email === null ? text.invitationForAnyone : text.invitationFor(created.email)}
          texts={[{ label: text.link, text: created.url }]}
          onDone={() => setCreated(undefined)}
        >
          {created.email === null ? text.sendLink : text.sendLinkTo(created.email)}
        </ShownOnce>
      )}
      <Table label={text.invitationsLabel} framed>
        <THead>
          <TR>
            <TH grow>{text.forColumn}</TH>
            <TH>{text.role}</TH>
            <TH>{text.invitedByColumn}</TH>
            <TH>{text.endsColumn}</TH>
            <TH>
              <span className="sr-only">{text.revoke}</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {invitations.length === 0 && <EmptyRow columns={5}>{text.noInvitation}</EmptyRow>}
          {invitations.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              onRevoked={() => setCreated((shown) => (shown?.id === invitation.id ? undefined : shown))}
            />
          ))}
        </TBody>
      </Table>
    </Section>
  );
}

function InvitationRow({ invitation, onRevoked }: { invitation: InvitationView; onRevoked: () => void }) {
  const { id, email, role, invitedBy, expiresAt } = invitation;
  const router = useRouter();
  const [busy, setBusy] = useState(false);

  async function revoke() {
    setBusy(true);
    const result = await call(revokeInvitationAction)({ invitationId: id });
    setBusy(false);
    if (result.ok) return onRevoked();
    toast.error(result.error.message);
    router.refresh();
  }

  return (
    <TR>
      <TD grow>{email ?? text.whoeverHasLink}</TD>
      <TD muted>{text.roles[role].label}</TD>
      <TD muted>{invitedBy ?? "–"}</TD>
      <TD muted>
        <RelativeTime at={expiresAt} />
      </TD>
      <TD>
        <Button
          size="sm"
          variant="ghost"
          busy={busy}
          aria-label={email === null ? text.revokeForAnyone : text.revokeOf(email)}
          onClick={() => void revoke()}
        >
          {text.revoke}
        </Button>
      </TD>
    </TR>
  );
}
