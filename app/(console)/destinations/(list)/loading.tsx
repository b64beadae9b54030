import { LoadingFilters, LoadingTable } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export default function DestinationsLoading() {
  return (
    <Page>
      <PageHeader title="Destinations" />
      <LoadingFilters count={4} />
      <LoadingTable label="Loading the destinations" columns={6} rows={8} />
    </Page>
  );
}
