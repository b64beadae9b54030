import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function TokensLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingTable label="Loading the API keys" columns={6} framed />
    </Page>
  );
}
