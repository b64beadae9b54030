import type { Metadata } from "next";
import { QuarantineList } from "@/components/quarantine/quarantine-list";
import * as text from "@/text/quarantine";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { connectorFaces } from "@/lib/connectors/faces";
import { toWire } from "@/lib/internal-api/json";
import { orNotFound } from "@/lib/pages/or-not-found";
import { countQuarantined, countQuarantinedOf } from "@/lib/quarantine/counts";

export const metadata: Metadata = { title: text.title };

interface QuarantinePageProps {
  searchParams: Promise<{ connection?: string | string[]; stream?: string | string[] }>;
}

export default async function QuarantinePage({ searchParams }: QuarantinePageProps) {
  const scope = await requireScope();
  const { connection, stream } = await searchParams;
  const id = typeof connection === "string" ? connection : null;
  const counts =
    id === null ? await countQuarantined(scope) : [await orNotFound(countQuarantinedOf(scope, id))];
  return (
    <Page>
      <QuarantineList
        key={id}
        counts={toWire(counts)}
        chosen={id === null ? null : { id, stream: typeof stream === "string" ? stream : null }}
        sourceFaces={connectorFaces("source")}
        destinationFaces={connectorFaces("destination")}
      />
    </Page>
  );
}
