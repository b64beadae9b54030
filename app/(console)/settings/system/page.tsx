import type { Metadata } from "next";
import { Suspense } from "react";
import { Fact, FactList } from "@/components/settings/fact-list";
import { SettingsHead } from "@/components/settings/settings-head";
import { BackupFacts } from "@/components/system/backup-facts";
import { HealthTable } from "@/components/system/health-table";
import { LoadingFacts } from "@/components/system/loading-facts";
import { Code } from "@/components/ui/code";
import { formatBytes, formatCount } from "@/components/ui/format";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { hasRole } from "@/lib/auth/roles";
import { readHealth } from "@/lib/public-api/health";
import { measureDisk } from "@/lib/workspaces/disk";
import { readLastBackup } from "@/lib/workspaces/last-backup";
import type { Scope } from "@/lib/workspaces/scope";
import { countSystem, readPlaces, readSystem } from "@/lib/workspaces/system";

export const metadata: Metadata = { title: "System" };

const diskLabels = ["Used by Sluice", "Free on its disk"];
const countLabels = ["Sources", "Destinations", "Connections", "Runs", "Members"];

export default async function SystemPage() {
  const scope = await requireScope();
  const { version, node } = readSystem();
  return (
    <Page>
      <SettingsHead />
      <Section title="Version">
        <FactList>
          <Fact label="Sluice">{version}</Fact>
          <Fact label="Node.js">{node}</Fact>
        </FactList>
      </Section>
      <Section title="Health" description="As it was when this page was drawn.">
        <Suspense fallback={<LoadingFacts labels={["Database", "Executor", "Workers"]} />}>
          <Health />
        </Suspense>
      </Section>
      <Section title="This workspace holds">
        <Suspense fallback={<LoadingFacts labels={countLabels} />}>
          <Counts scope={scope} />
        </Suspense>
      </Section>
      {hasRole(scope.actor, "admin") ? <ForAdmins /> : <NotForAdmins />}
    </Page>
  );
}

async function Health() {
  const health = await readHealth();
  const { executor, workers } = readSystem();
  const { count, busy, queued } = workers;
  return (
    <HealthTable
      parts={[
        { name: "Database", what: "Keeps what was set up, and every run", trouble: health.database },
        { name: "Executor", what: `Starts runs and their steps: ${executor}`, trouble: health.executor },
        {
          name: "Workers",
          what: `Move rows: ${count} processes, ${busy} at work, ${queued} tasks waiting`,
          trouble: health.workers,
        },
      ]}
    />
  );
}

async function Counts({ scope }: { scope: Scope }) {
  const { sources, destinations, connections, runs, members } = await countSystem(scope);
  return (
    <FactList>
      {[sources, destinations, connections, runs, members].map((count, index) => (
        <Fact key={countLabels[index]} label={countLabels[index] ?? ""}>
          {formatCount(count)}
        </Fact>
      ))}
    </FactList>
  );
}

async function ForAdmins() {
  const { dataDir, localFilesDir, database, secretKey } = readPlaces();
  return (
    <>
      <Section title="Where the data is">
        <FactList>
          <Fact label="Data folder">
            <Code className="min-w-0">{dataDir}</Code>
          </Fact>
          <Fact label="Local files">
            <Code className="min-w-0">{localFilesDir}</Code>
          </Fact>
          <Fact label="Database">
            <Code className="min-w-0">{database}</Code>
          </Fact>
        </FactList>
        <Suspense fallback={<LoadingFacts labels={diskLabels} />}>
          <Disk folder={dataDir} />
        </Suspense>
      </Section>
      <Section
        title="Backup"
        description="Everything but the rows that were synced, which are where you sent them."
      >
        <BackupFacts last={await readLastBackup(dataDir)} secretKey={secretKey} />
      </Section>
    </>
  );
}

function NotForAdmins() {
  return (
    <p className="text-sm text-ink-muted">Where the data is and how it is backed up is shown to admins.</p>
  );
}

async function Disk({ folder }: { folder: string }) {
  const { usedBytes, freeBytes } = await measureDisk(folder);
  return (
    <FactList>
      {[usedBytes, freeBytes].map((bytes, index) => (
        <Fact key={diskLabels[index]} label={diskLabels[index] ?? ""}>
          {formatBytes(bytes)}
        </Fact>
      ))}
    </FactList>
  );
}
