import { LoadingCards } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export default function NewDestinationLoading() {
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/destinations", label: "Destinations" }]} title="New destination" />
      <LoadingCards label="Loading the catalogue" count={6} />
    </Page>
  );
}
