import type { Metadata } from "next";
import { Invitations } from "@/components/members/invitations";
import { Members } from "@/components/members/members";
import { RoleGuide } from "@/components/members/role-guide";
import { SettingsHead } from "@/components/settings/settings-head";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireSession } from "@/lib/auth/current-session";
import { listInvitations } from "@/lib/invitations/service";
import { rolesToInvite } from "@/lib/members/rules";
import { listMemberships } from "@/lib/members/service";
import * as text from "@/text/members";

export const metadata: Metadata = { title: text.title };

export default async function MembersPage() {
  const { scope, user } = await requireSession();
  const mayInviteTo = rolesToInvite(user.role);
  const [members, invitations] = await Promise.all([
    listMemberships(scope),
    mayInviteTo.length > 0 ? listInvitations(scope) : [],
  ]);
  return (
    <Page>
      <SettingsHead />
      <Section title={text.title} description={text.about}>
        <Members members={members} own={{ userId: user.id, role: user.role }} />
      </Section>
      {mayInviteTo.length > 0 && <Invitations invitations={invitations} mayInviteTo={mayInviteTo} />}
      <Section title={text.rolesTitle}>
        <RoleGuide />
      </Section>
    </Page>
  );
}
