import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Code } from "@/components/ui/code";
import { safeCallbackPath } from "@/lib/auth/callback-path";
import { currentSession } from "@/lib/auth/current-session";
import { hasOwner } from "@/lib/auth/first-owner";
import { AuthCard } from "../auth-card";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

interface SignInPageProps {
  searchParams: Promise<{ next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = safeCallbackPath((await searchParams).next);
  if (await currentSession()) redirect(next);
  if (!(await hasOwner())) {
    return (
      <AuthCard
        title="No owner yet"
        description={
          <>
            Open the set-up link that <Code>npm start</Code> has printed. Each start prints a new one.
          </>
        }
      />
    );
  }
  return (
    <AuthCard title="Sign in">
      <SignInForm next={next} />
    </AuthCard>
  );
}
