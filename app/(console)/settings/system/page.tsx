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
import * as text from "@/text/system";

export const metadata: Metadata = { title: text.title };

const diskLabels = [text.usedBySluice, text.freeOnDisk];
const countLabels = [text.sources, text.destinations, text.connections, text.runs, text.members];

export default async function SystemPage() {
  const scope = await requireScope();
  const { version, node } = readSystem();
  return (
    <Page>
      <SettingsHead />
      <Section title={text.versionTitle}>
        <FactList>
          <Fact label={text.sluiceVersion}>{version}</Fact>
          <Fact label={text.nodeVersion}>{node}</Fact>
        </FactList>
      </Section>
      <Section title={text.healthTitle} description={text.healthAbout}>
        <Suspense fallback={<LoadingFacts labels={[text.database, text.executor, text.workers]} />}>
          <Health />
        </Suspense>
      </Section>
      <Section title={text.countsTitle}>
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
        { name: text.database, what: text.databaseMeaning, trouble: health.database },
        { name: text.executor, what: text.executorMeaning[executor], trouble: health.executor },
        {
          name: text.workers,
          what: text.workersMeaning(count, busy, queued),
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
  const { dataDir, localFilesDir, database, secretKeyFile } = readPlaces();
  return (
    <>
      <Section title={text.placesTitle}>
        <FactList>
          <Fact label={text.dataFolder}>
            <Code className="min-w-0">{dataDir}</Code>
          </Fact>
          <Fact label={text.localFiles}>
            <Code className="min-w-0">{localFilesDir}</Code>
          </Fact>
          <Fact label={text.database}>
            <Code className="min-w-0">{database}</Code>
          </Fact>
        </FactList>
        <Suspense fallback={<LoadingFacts labels={diskLabels} />}>
          <Disk folder={dataDir} />
        </Suspense>
      </Section>
      <Section title={text.backupTitle} description={text.backupAbout}>
        <BackupFacts last={await readLastBackup(dataDir)} secretKeyFile={secretKeyFile} />
      </Section>
    </>
  );
}

function NotForAdmins() {
  return <p className="text-sm text-ink-muted">{text.shownToAdmins}</p>;
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
