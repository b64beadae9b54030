import type { Metadata } from "next";
import { MemberKeys } from "@/components/members/member-keys";
import { Fact, FactList } from "@/components/settings/fact-list";
import { ButtonLink } from "@/components/ui/button-link";
import { Page, PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { listMemberKeys } from "@/lib/api-keys/of-members";
import { requireRole } from "@/lib/auth/current-session";
import { askedMember } from "@/lib/pages/asked";
import * as text from "@/text/members";

export const metadata: Metadata = { title: text.memberTitle };

export default async function MemberPage({ params }: { params: Promise<{ userId: string }> }) {
  const scope = await requireRole("admin");
  const { userId } = await params;
  const member = await askedMember(userId);
  const keys = await listMemberKeys(scope, userId);
  return (
    <Page>
      <PageHeader
        breadcrumb={[
          { href: "/settings", label: text.settingsCrumb },
          { href: "/settings/members", label: text.title },
        ]}
        title={member.name}
        controls={<ButtonLink href={`/settings/audit?actor=${userId}`}>{text.whatTheyChanged}</ButtonLink>}
      />
      <FactList>
        <Fact label={text.email}>{member.email}</Fact>
        <Fact label={text.role}>{text.roles[member.role].label}</Fact>
        <Fact label={text.joined}>
          <RelativeTime at={member.joinedAt} />
        </Fact>
      </FactList>
      <Section title={text.apiKeys} description={text.apiKeysAbout}>
        <MemberKeys keys={keys} />
      </Section>
    </Page>
  );
}
