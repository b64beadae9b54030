import { LoadingFilters, LoadingTable } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/actors";

export default function SourcesLoading() {
  return (
    <Page>
      <PageHeader title={text.listTitle.source} />
      <LoadingFilters count={4} />
      <LoadingTable label={text.loadingList.source} columns={6} rows={8} />
    </Page>
  );
}
