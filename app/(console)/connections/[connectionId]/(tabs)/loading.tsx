"use client";

import { useParams } from "next/navigation";
import { ConnectionTabs } from "@/components/connections/connection-tabs";
import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function ConnectionLoading() {
  const { connectionId } = useParams<{ connectionId: string }>();
  return (
    <Page>
      <LoadingHead tabs={<ConnectionTabs connectionId={connectionId} />} />
      <LoadingTable label="Loading the connection" columns={6} framed />
    </Page>
  );
}
