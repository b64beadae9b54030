import { LoadingFilters, LoadingTable } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/connections";

export default function ConnectionsLoading() {
  return (
    <Page>
      <PageHeader title={text.title} />
      <LoadingFilters count={4} />
      <LoadingTable label={text.loading} columns={7} rows={8} />
    </Page>
  );
}
