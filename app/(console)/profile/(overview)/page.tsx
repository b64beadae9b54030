import type { Metadata } from "next";
import { ProfileFacts } from "@/components/profile/profile-facts";
import { ProfileHead } from "@/components/profile/profile-head";
import { PasswordForm } from "@/components/settings/password-form";
import { ThemeSetting } from "@/components/settings/theme-setting";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireSession } from "@/lib/auth/current-session";
import { getMember } from "@/lib/governance/members";

export const metadata: Metadata = { title: "Profile" };

export default async function ProfilePage() {
  const { scope, user, workspace } = await requireSession();
  const { subject } = await getMember(scope, user.id);
  return (
    <Page>
      <ProfileHead name={user.name} />
      <ProfileFacts {...user} workspace={workspace.name} subject={subject} />
      <Section title="Password" description="Changing it ends your sessions in all other browsers.">
        <PasswordForm email={user.email} />
      </Section>
      <Section title="Appearance">
        <ThemeSetting />
      </Section>
    </Page>
  );
}
