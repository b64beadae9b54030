import type { Metadata } from "next";
import { DemoNote } from "@/components/onboarding/demo-note";
import { Steps } from "@/components/onboarding/steps";
import { Page, PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { listConnections } from "@/lib/connections/queries";
import { listDestinations } from "@/lib/destinations/service";
import { listRuns } from "@/lib/runs/queries";
import { listSources } from "@/lib/sources/service";

export const metadata: Metadata = { title: "Onboarding" };

export default async function OnboardingPage() {
  const scope = await requireScope();
  const [sources, destinations, connections, verified] = await Promise.all([
    listSources(scope, { limit: 1 }),
    listDestinations(scope, { limit: 1 }),
    listConnections(scope, { limit: 500 }),
    listRuns(scope, { status: ["succeeded"], limit: 1, offset: 0 }),
  ]);
  const first = connections.items[0];
  const demo = connections.items.find(({ lastRun }) => lastRun?.trigger === "demo");
  return (
    <Page>
      <PageHeader
        title="Onboarding"
        description="From nothing to rows that are moved, counted and proven, in four steps."
      />
      {demo?.lastRun && (
        <DemoNote
          connection={{ id: demo.id, source: demo.source.name, destination: demo.destination.name }}
          run={demo.lastRun}
        />
      )}
      <Section title="Steps">
        <Steps
          sources={sources.total}
          destinations={destinations.total}
          connections={connections.total}
          verifiedRuns={verified.total}
          firstSourceId={sources.items[0]?.id}
          firstConnectionId={first?.id}
        />
      </Section>
    </Page>
  );
}
