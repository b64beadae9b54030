import type { Metadata } from "next";
import { MemberKeys } from "@/components/members/member-keys";
import { roleWords } from "@/components/members/role-words";
import { Fact, FactList } from "@/components/settings/fact-list";
import { ButtonLink } from "@/components/ui/button-link";
import { Page, PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { listMemberKeys } from "@/lib/api-keys/of-members";
import { requireRole } from "@/lib/auth/current-session";
import { askedMember } from "@/lib/pages/asked";

export const metadata: Metadata = { title: "Member" };

export default async function MemberPage({ params }: { params: Promise<{ userId: string }> }) {
  const scope = await requireRole("admin");
  const { userId } = await params;
  const member = await askedMember(userId);
  const keys = await listMemberKeys(scope, userId);
  return (
    <Page>
      <PageHeader
        breadcrumb={[
          { href: "/settings", label: "Settings" },
          { href: "/settings/members", label: "Members" },
        ]}
        title={member.name}
        controls={<ButtonLink href={`/settings/audit?actor=${userId}`}>What they changed</ButtonLink>}
      />
      <FactList>
        <Fact label="E-mail">{member.email}</Fact>
        <Fact label="Role">{roleWords[member.role].label}</Fact>
        <Fact label="Joined">
          <RelativeTime at={member.joinedAt} />
        </Fact>
      </FactList>
      <Section
        title="API keys"
        description="What acts in this member's name. A key that is deleted ends at once."
      >
        <MemberKeys keys={keys} />
      </Section>
    </Page>
  );
}
