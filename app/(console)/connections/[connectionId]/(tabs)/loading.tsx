"use client";

import { useParams } from "next/navigation";
import { ConnectionTabs } from "@/components/connections/connection-tabs";
import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/connections";

export default function ConnectionLoading() {
  const { connectionId } = useParams<{ connectionId: string }>();
  return (
    <Page>
      <LoadingHead tabs={<ConnectionTabs connectionId={connectionId} />} />
      <LoadingTable label={text.loadingConnection} columns={6} framed />
    </Page>
  );
}
