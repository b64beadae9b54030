import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button-link";
import { currentSession } from "@/lib/auth/current-session";
import { isMemberOf, readInvitation, type InvitationFacts } from "@/lib/invitations/accept";
import { AuthCard } from "../../auth-card";
import { JoinAsNew, JoinSignedIn, JoinWithAccount } from "./join-forms";

export const metadata: Metadata = { title: "Join" };

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
      return <EndedInvitation title="This invitation was used" />;
    case "expired":
      return <EndedInvitation title="This invitation has expired" />;
    case "revoked":
      return <EndedInvitation title="This invitation was revoked" />;
    case "gone":
      return (
        <AuthCard title="There is no such invitation" description="Check that the whole link was copied." />
      );
  }
}

function EndedInvitation({ title }: { title: string }) {
  return (
    <AuthCard title={title} description="Ask the one who sent it for another. If you have joined, sign in.">
      <ButtonLink href="/sign-in">Sign in</ButtonLink>
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
  const title = `Join ${workspace.name}`;
  if (session && (await isMemberOf(workspace.id, session.user.id))) {
    return (
      <AuthCard
        title={`You are in ${workspace.name} already`}
        description={`You are signed in as ${session.user.email}. The invitation stays open for somebody else.`}
      >
        <ButtonLink href="/" variant="primary">
          Go to the console
        </ButtonLink>
      </AuthCard>
    );
  }
  if (session) {
    return (
      <AuthCard title={title} description={`You are signed in as ${session.user.email}.`}>
        <JoinSignedIn token={token} role={role} />
      </AuthCard>
    );
  }
  if (hasAccount) {
    return (
      <AuthCard title={title} description={`You join with your account, as ${role}.`}>
        <JoinWithAccount token={token} email={email} />
        <ButtonLink href={`/join/${token}`} variant="ghost">
          I am new here
        </ButtonLink>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={title} description={`You become ${role}. This link works once.`}>
      <JoinAsNew token={token} email={email} />
      <ButtonLink href={`/join/${token}?account`} variant="ghost">
        I have an account
      </ButtonLink>
    </AuthCard>
  );
}
