import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/destinations";

export default function DestinationLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingTable label={text.loadingDestination} columns={3} framed />
    </Page>
  );
}
