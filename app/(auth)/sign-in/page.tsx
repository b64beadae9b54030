import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Code } from "@/components/ui/code";
import { safeCallbackPath } from "@/lib/auth/callback-path";
import { currentSession } from "@/lib/auth/current-session";
import { hasOwner } from "@/lib/auth/first-owner";
import * as text from "@/text/auth";
import { AuthCard } from "../auth-card";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: text.signIn };

const startCommand = "npm start";

interface SignInPageProps {
  searchParams: Promise<{ next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = safeCallbackPath((await searchParams).next);
  if (await currentSession()) redirect(next);
  if (!(await hasOwner())) {
    return <AuthCard title={text.noOwnerYet} description={text.openSetupLink(<Code>{startCommand}</Code>)} />;
  }
  return (
    <AuthCard title={text.signIn}>
      <SignInForm next={next} />
    </AuthCard>
  );
}
