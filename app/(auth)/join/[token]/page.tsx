import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button-link";
import { currentSession } from "@/lib/auth/current-session";
import { isMemberOf, readInvitation, type InvitationFacts } from "@/lib/invitations/accept";
import * as text from "@/text/auth";
import { roleNames } from "@/text/members";
import { AuthCard } from "../../auth-card";
import { JoinAsNew, JoinSignedIn, JoinWithAccount } from "./join-forms";

export const metadata: Metadata = { title: text.join };

interface JoinPageProps {
  params: Promise<{ token: string }>;
  searchParams: Promise<{ account?: string }>;
}

export default async function JoinPage({ params, searchParams }: JoinPageProps) {
  const { token } = await params;
  const invitation = await readInvitation(token);
  switch (invitation.state) {
    case "open":
      return (
        <OpenInvitation
          token={token}
          invitation={invitation}
          hasAccount={(await searchParams).account !== undefined}
        />
      );
    case "used":
      return <EndedInvitation title={text.invitationUsed} />;
    case "expired":
      return <EndedInvitation title={text.invitationExpired} />;
    case "revoked":
      return <EndedInvitation title={text.invitationRevoked} />;
    case "gone":
      return <AuthCard title={text.noInvitation} description={text.checkLink} />;
  }
}

function EndedInvitation({ title }: { title: string }) {
  return (
    <AuthCard title={title} description={text.invitationEnded}>
      <ButtonLink href="/sign-in">{text.signIn}</ButtonLink>
    </AuthCard>
  );
}

interface OpenInvitationProps {
  token: string;
  invitation: InvitationFacts;
  hasAccount: boolean;
}

async function OpenInvitation({ token, invitation, hasAccount }: OpenInvitationProps) {
  const { workspace, role, email } = invitation;
  const session = await currentSession();
  const title = text.joinWorkspace(workspace.name);
  if (session && (await isMemberOf(workspace.id, session.user.id))) {
    return (
      <AuthCard title={text.inAlready(workspace.name)} description={text.inAlreadyAs(session.user.email)}>
        <ButtonLink href="/" variant="primary">
          {text.goToConsole}
        </ButtonLink>
      </AuthCard>
    );
  }
  if (session) {
    return (
      <AuthCard title={title} description={text.signedInAs(session.user.email)}>
        <JoinSignedIn token={token} role={role} />
      </AuthCard>
    );
  }
  if (hasAccount) {
    return (
      <AuthCard title={title} description={text.joinWithAccount(roleNames[role])}>
        <JoinWithAccount token={token} email={email} />
        <ButtonLink href={`/join/${token}`} variant="ghost">
          {text.amNew}
        </ButtonLink>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={title} description={text.becomeRole(roleNames[role])}>
      <JoinAsNew token={token} email={email} />
      <ButtonLink href={`/join/${token}?account`} variant="ghost">
        {text.haveAccount}
      </ButtonLink>
    </AuthCard>
  );
}
