import type { Metadata } from "next";
import { DecisionTable } from "@/components/governance/decision-table";
import { MemberTags } from "@/components/governance/member-tags";
import { PathTester } from "@/components/governance/path-tester";
import { Policies } from "@/components/governance/policies";
import { WriteSwitch } from "@/components/governance/write-switch";
import { SettingsHead } from "@/components/settings/settings-head";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { listDecisions } from "@/lib/governance/decisions";
import { listMembers } from "@/lib/governance/members";
import { readPolicies } from "@/lib/governance/policies";
import { getWorkspace } from "@/lib/workspaces/service";
import * as text from "@/text/governance";

export const metadata: Metadata = { title: text.title };

const pageSize = 50;

interface GovernancePageProps {
  searchParams: Promise<{ decision?: string; page?: string }>;
}

export default async function GovernancePage({ searchParams }: GovernancePageProps) {
  const scope = await requireScope();
  const { decision = "", page = "" } = await searchParams;
  const [workspace, policies, members, decisions] = await Promise.all([
    getWorkspace(scope),
    readPolicies(scope),
    listMembers(scope),
    listDecisions(scope, {
      limit: pageSize,
      ...(decision === "allowed" || decision === "refused" ? { allow: decision === "allowed" } : {}),
      ...(/^\d{1,18}$/.test(page) ? { before: BigInt(page) } : {}),
    }),
  ]);
  const last = decisions.length === pageSize ? decisions.at(-1) : undefined;
  return (
    <Page>
      <SettingsHead />
      <Section title={text.writesTitle}>
        <WriteSwitch isOn={workspace.requiresWriteAuthentication} />
      </Section>
      <Policies stored={policies} />
      <Section title={text.testerTitle} description={text.testerAbout}>
        <PathTester />
      </Section>
      <Section title={text.tagsTitle} description={text.tagsAbout}>
        <MemberTags members={members} />
      </Section>
      <Section title={text.decisionsTitle} description={text.decisionsAbout}>
        <DecisionTable
          decisions={decisions}
          isFiltered={decision !== "" || page !== ""}
          olderHref={last && hrefOf({ decision, page: last.id })}
          newestHref={page === "" ? undefined : hrefOf({ decision })}
        />
      </Section>
    </Page>
  );
}

function hrefOf({ decision, page }: { decision: string; page?: string }): string {
  const query = new URLSearchParams({
    ...(decision === "" ? {} : { decision }),
    ...(page === undefined ? {} : { page }),
  });
  return query.size > 0 ? `/settings/governance?${query}` : "/settings/governance";
}
