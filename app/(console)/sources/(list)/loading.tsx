import { LoadingFilters, LoadingTable } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export default function SourcesLoading() {
  return (
    <Page>
      <PageHeader title="Sources" />
      <LoadingFilters count={4} />
      <LoadingTable label="Loading the sources" columns={6} rows={8} />
    </Page>
  );
}
