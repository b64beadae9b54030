import type { Metadata } from "next";
import { ProfileFacts } from "@/components/profile/profile-facts";
import { ProfileHead } from "@/components/profile/profile-head";
import { PasswordForm } from "@/components/settings/password-form";
import { ThemeSetting } from "@/components/settings/theme-setting";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireSession } from "@/lib/auth/current-session";
import { getMember } from "@/lib/governance/members";
import * as text from "@/text/profile";

export const metadata: Metadata = { title: text.title };

export default async function ProfilePage() {
  const { scope, user, workspace } = await requireSession();
  const { subject } = await getMember(scope, user.id);
  return (
    <Page>
      <ProfileHead name={user.name} />
      <ProfileFacts {...user} workspace={workspace.name} subject={subject} />
      <Section title={text.passwordTitle} description={text.passwordMeaning}>
        <PasswordForm email={user.email} />
      </Section>
      <Section title={text.appearanceTitle}>
        <ThemeSetting />
      </Section>
    </Page>
  );
}
