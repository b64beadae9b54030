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
import { revokeInvitationAction } from "@/lib/invitations/actions";
import type { CreatedInvitation, InvitationView } from "@/lib/invitations/schema";
import { InviteMember } from "./invite-member";
import { roleWords } from "./role-words";

export interface InvitationsProps {
  invitations: InvitationView[];
  /** What the reader may invite to. */
  mayInviteTo: Role[];
}

/** The links that are open. The address of a new one is on the page until it is dismissed or the page is left. */
export function Invitations({ invitations, mayInviteTo }: InvitationsProps) {
  const router = useRouter();
  const [created, setCreated] = useState<CreatedInvitation>();

  function show(invitation: CreatedInvitation) {
    setCreated(invitation);
    router.refresh();
  }

  return (
    <Section
      title="Invitations"
      description="A link makes one person a member. It is shown once, when it is made."
      actions={<InviteMember mayInviteTo={mayInviteTo} onCreated={show} />}
    >
      {created && (
        <ShownOnce
          label={`Invitation for ${created.email ?? "whoever has the link"}`}
          texts={[{ label: "Link", text: created.url }]}
          onDone={() => setCreated(undefined)}
        >
          Send this link to {created.email ?? "the person you invite"}. Only a hash of it is kept, so it is
          not shown again.
        </ShownOnce>
      )}
      <Table label="Open invitations" framed>
        <THead>
          <TR>
            <TH grow>For</TH>
            <TH>Role</TH>
            <TH>Invited by</TH>
            <TH>Ends</TH>
            <TH>
              <span className="sr-only">Revoke</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {invitations.length === 0 && <EmptyRow columns={5}>No invitation is open.</EmptyRow>}
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
    const result = await revokeInvitationAction({ invitationId: id });
    setBusy(false);
    if (result.ok) onRevoked();
    else toast.error(result.error.message);
    router.refresh();
  }

  return (
    <TR>
      <TD grow>{email ?? "Whoever has the link"}</TD>
      <TD muted>{roleWords[role].label}</TD>
      <TD muted>{invitedBy ?? "–"}</TD>
      <TD muted>
        <RelativeTime at={expiresAt} />
      </TD>
      <TD>
        <Button
          size="sm"
          variant="ghost"
          busy={busy}
          aria-label={`Revoke the invitation for ${email ?? "whoever has the link"}`}
          onClick={() => void revoke()}
        >
          Revoke
        </Button>
      </TD>
    </TR>
  );
}
