import { LoadingFilters, LoadingTable } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export default function ConnectionsLoading() {
  return (
    <Page>
      <PageHeader title="Connections" />
      <LoadingFilters count={4} />
      <LoadingTable label="Loading the connections" columns={7} rows={8} />
    </Page>
  );
}
