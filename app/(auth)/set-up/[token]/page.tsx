import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button-link";
import { readSetupLink } from "@/lib/auth/first-owner";
import { AuthCard } from "../../auth-card";
import { SetupForm } from "./setup-form";

export const metadata: Metadata = { title: "Set up" };

interface SetupPageProps {
  params: Promise<{ token: string }>;
}

export default async function SetupPage({ params }: SetupPageProps) {
  const { token } = await params;
  switch (await readSetupLink(token)) {
    case "open":
      return (
        <AuthCard title="Make this console yours" description="You become its owner. This link works once.">
          <SetupForm token={token} />
        </AuthCard>
      );
    case "finished":
      return (
        <AuthCard title="Set up already" description="This console has its owner.">
          <ButtonLink href="/sign-in" variant="primary">
            Sign in
          </ButtonLink>
        </AuthCard>
      );
    case "gone":
      return (
        <AuthCard
          title="This link has ended"
          description="It is older than 24 hours, or a later start has replaced it. Start Sluice again for a new one."
        />
      );
  }
}
