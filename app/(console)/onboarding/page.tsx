import type { Metadata } from "next";
import { DemoNote } from "@/components/onboarding/demo-note";
import { FromAShell } from "@/components/onboarding/from-a-shell";
import { RailSwitch } from "@/components/onboarding/rail-switch";
import { SampleCard } from "@/components/onboarding/sample-card";
import { Steps } from "@/components/onboarding/steps";
import { OnlyFor } from "@/components/shell/only-for";
import { Page, PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { listConnections } from "@/lib/connections/queries";
import { env } from "@/lib/env";
import { isOnboarded } from "@/lib/onboarding/schema";
import { describeOnboarding, isOnboardingHidden } from "@/lib/onboarding/service";
import * as text from "@/text/onboarding";

export const metadata: Metadata = { title: text.title };

export default async function OnboardingPage() {
  const scope = await requireScope();
  const [facts, isHidden, connections] = await Promise.all([
    describeOnboarding(scope),
    isOnboardingHidden(scope),
    listConnections(scope, { order: "created", limit: 50 }),
  ]);
  const demo = connections.items.find(({ lastRun }) => lastRun?.trigger === "demo");
  const isDone = isOnboarded(facts);
  return (
    <Page>
      <PageHeader
        title={text.title}
        description={isDone ? text.aboutDone : text.about}
        controls={!isDone && <RailSwitch isHidden={isHidden} />}
      />
      <OnlyFor role="editor">
        <SampleCard isAgain={isDone} />
      </OnlyFor>
      {demo?.lastRun && (
        <DemoNote
          connection={{ id: demo.id, source: demo.source.name, destination: demo.destination.name }}
          run={demo.lastRun}
        />
      )}
      <Section title={isDone ? text.stepsTitle : text.ownDataTitle}>
        <Steps facts={facts} />
      </Section>
      <Section title={text.shellTitle}>
        <FromAShell consoleUrl={env().publicUrl} connection={connections.items[0] ?? null} />
      </Section>
    </Page>
  );
}
