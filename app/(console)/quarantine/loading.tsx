import { LoadingCards } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export default function QuarantineLoading() {
  return (
    <Page>
      <PageHeader title="Quarantine" />
      <LoadingCards label="Loading what waits" />
    </Page>
  );
}
