import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button-link";
import { readSetupLink } from "@/lib/auth/first-owner";
import * as text from "@/text/auth";
import { AuthCard } from "../../auth-card";
import { SetupForm } from "./setup-form";

export const metadata: Metadata = { title: text.setUp };

interface SetupPageProps {
  params: Promise<{ token: string }>;
}

export default async function SetupPage({ params }: SetupPageProps) {
  const { token } = await params;
  switch (await readSetupLink(token)) {
    case "open":
      return (
        <AuthCard title={text.makeYours} description={text.becomeOwner}>
          <SetupForm token={token} />
        </AuthCard>
      );
    case "finished":
      return (
        <AuthCard title={text.setUpAlready} description={text.hasOwner}>
          <ButtonLink href="/sign-in" variant="primary">
            {text.signIn}
          </ButtonLink>
        </AuthCard>
      );
    case "gone":
      return <AuthCard title={text.linkEnded} description={text.linkEndedWhy} />;
  }
}
