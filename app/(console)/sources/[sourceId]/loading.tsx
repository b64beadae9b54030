import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function SourceLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingTable label="Loading the source" columns={3} framed />
    </Page>
  );
}
