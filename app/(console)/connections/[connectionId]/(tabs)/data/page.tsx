import type { Metadata } from "next";
import { Suspense } from "react";
import { ConnectionHead } from "@/components/connections/connection-head";
import { DataTable } from "@/components/connections/data-table";
import { keyOf } from "@/components/connections/draft";
import { StreamPicker } from "@/components/connections/stream-picker";
import { ReasonCard } from "@/components/status/reason-card";
import { Empty } from "@/components/ui/data-state";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import { RefreshButton } from "@/components/ui/refresh-button";
import { requireScope } from "@/lib/auth/current-session";
import { faceFor } from "@/lib/connections/editor";
import { previewStream } from "@/lib/connections/preview";
import { askedConnection } from "@/lib/pages/asked";
import { streamLabel } from "@/connectors/sdk";
import * as text from "@/text/connections";

export const metadata: Metadata = { title: text.dataTab };

interface DataPageProps {
  params: Promise<{ connectionId: string }>;
  searchParams: Promise<{ stream?: string | string[] }>;
}

export default async function DataPage({ params, searchParams }: DataPageProps) {
  const connection = await askedConnection((await params).connectionId);
  const { stream: wanted } = await searchParams;
  const streams = connection.streams.map((stream) => ({ stream, key: keyOf(stream) }));
  const shown = streams.find(({ key }) => key === wanted) ?? streams[0];
  return (
    <Page wide>
      <ConnectionHead
        connection={connection}
        source={faceFor("source", connection.source.connector)}
        destination={faceFor("destination", connection.destination.connector)}
      />
      {!shown && <Empty title={text.noStream} drawing={null} />}
      {shown && (
        <>
          <StreamPicker
            value={shown.key}
            options={streams.map(({ stream, key }) => ({ value: key, label: streamLabel(stream) }))}
          />
          <Suspense key={shown.key} fallback={<LoadingTable label={text.loadingRows} columns={6} framed />}>
            <Rows connectionId={connection.id} stream={shown.stream} />
          </Suspense>
        </>
      )}
    </Page>
  );
}

async function Rows({
  connectionId,
  stream,
}: {
  connectionId: string;
  stream: { namespace?: string | undefined; name: string };
}) {
  const { namespace, name } = stream;
  const named = { ...(namespace === undefined ? {} : { namespace }), name };
  const found = await previewStream(await requireScope(), connectionId, named);
  if ("failure" in found)
    return (
      <ReasonCard
        what={text.rowsNotShown(streamLabel(named), found.failure.message)}
        advice={text.checkDestination}
        actions={<RefreshButton label={text.readAgain} />}
      />
    );
  if (found.preview === null) return <Empty title={text.nothingWritten}>{text.rowsComeWithSync}</Empty>;
  return <DataTable {...found.preview} />;
}
