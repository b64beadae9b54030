import { LoadingFilters, LoadingTable } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/actors";

export default function DestinationsLoading() {
  return (
    <Page>
      <PageHeader title={text.listTitle.destination} />
      <LoadingFilters count={4} />
      <LoadingTable label={text.loadingList.destination} columns={6} rows={8} />
    </Page>
  );
}
