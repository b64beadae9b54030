import { LoadingCards } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/actors";

export default function NewDestinationLoading() {
  return (
    <Page>
      <PageHeader
        breadcrumb={[{ href: "/destinations", label: text.listTitle.destination }]}
        title={text.newTitle.destination}
      />
      <LoadingCards label={text.loadingCatalogue} count={6} />
    </Page>
  );
}
