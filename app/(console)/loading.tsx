import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function ConsoleLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingTable label="Loading the page" columns={4} />
    </Page>
  );
}
