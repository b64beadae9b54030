import { placeClass } from "@/components/runs/overview/chart-place";
import { Skeleton } from "@/components/ui/data-state";
import { LoadingFilters, LoadingTable } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export default function RunsLoading() {
  return (
    <Page wide>
      <PageHeader title="Runs" />
      <LoadingFilters count={4} />
      <Skeleton className={placeClass} />
      <LoadingTable label="Loading the runs" columns={10} rows={8} />
    </Page>
  );
}
