import { placeClass } from "@/components/runs/overview/chart-place";
import { Skeleton } from "@/components/ui/data-state";
import { LoadingFilters, LoadingTable } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/runs";

export default function RunsLoading() {
  return (
    <Page wide>
      <PageHeader title={text.runs} />
      <LoadingFilters count={4} />
      <Skeleton className={placeClass} />
      <LoadingTable label={text.loading} columns={10} rows={8} />
    </Page>
  );
}
