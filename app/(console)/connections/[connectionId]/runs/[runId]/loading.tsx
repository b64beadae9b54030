"use client";

import { useParams } from "next/navigation";
import { ConnectionTabs } from "@/components/connections/connection-tabs";
import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/run";

export default function RunLoading() {
  const { connectionId } = useParams<{ connectionId: string }>();
  return (
    <Page>
      <LoadingHead tabs={<ConnectionTabs connectionId={connectionId} />} />
      <LoadingTable label={text.loading} columns={6} framed />
    </Page>
  );
}
