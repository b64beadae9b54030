import type { Metadata } from "next";
import { Suspense } from "react";
import { QuarantineList } from "@/components/quarantine/quarantine-list";
import * as text from "@/text/quarantine";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { connectorFaces } from "@/lib/connectors/faces";
import { toWire } from "@/lib/internal-api/json";
import { askedConnection } from "@/lib/pages/asked";
import { orNotFound } from "@/lib/pages/or-not-found";
import { countQuarantined, countQuarantinedOf } from "@/lib/quarantine/counts";
import { QuarantineShape } from "./shape";

export const metadata: Metadata = { title: text.title };

interface QuarantinePageProps {
  searchParams: Promise<{ connection?: string | string[]; stream?: string | string[] }>;
}

export default async function QuarantinePage({ searchParams }: QuarantinePageProps) {
  const { connection, stream } = await searchParams;
  const chosen =
    typeof connection === "string"
      ? { id: connection, stream: typeof stream === "string" ? stream : null }
      : null;
  if (chosen) await askedConnection(chosen.id);
  else await requireScope();
  return (
    <Suspense fallback={<QuarantineShape />}>
      <Waiting chosen={chosen} />
    </Suspense>
  );
}

async function Waiting({ chosen }: { chosen: { id: string; stream: string | null } | null }) {
  const scope = await requireScope();
  const counts = chosen
    ? [await orNotFound(countQuarantinedOf(scope, chosen.id))]
    : await countQuarantined(scope);
  return (
    <Page>
      <QuarantineList
        key={chosen?.id ?? null}
        counts={toWire(counts)}
        chosen={chosen}
        sourceFaces={connectorFaces("source")}
        destinationFaces={connectorFaces("destination")}
      />
    </Page>
  );
}
