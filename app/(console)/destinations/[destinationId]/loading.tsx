import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function DestinationLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingTable label="Loading the destination" columns={3} framed />
    </Page>
  );
}
