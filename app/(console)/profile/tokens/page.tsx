import type { Metadata } from "next";
import { ApiKeys } from "@/components/profile/api-keys";
import { ProfileHead } from "@/components/profile/profile-head";
import { Page } from "@/components/ui/page-header";
import { listApiKeys } from "@/lib/api-keys/service";
import { requireSession } from "@/lib/auth/current-session";
import * as text from "@/text/profile";

export const metadata: Metadata = { title: text.apiKeys };

export default async function TokensPage({ searchParams }: { searchParams: Promise<{ search?: string }> }) {
  const { scope, user } = await requireSession();
  const { search = "" } = await searchParams;
  const keys = await listApiKeys(scope, { search });
  return (
    <Page>
      <ProfileHead name={user.name} />
      <ApiKeys keys={keys} search={search} />
    </Page>
  );
}
