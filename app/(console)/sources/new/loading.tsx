import { LoadingCards } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export default function NewSourceLoading() {
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/sources", label: "Sources" }]} title="New source" />
      <LoadingCards label="Loading the catalogue" count={6} />
    </Page>
  );
}
