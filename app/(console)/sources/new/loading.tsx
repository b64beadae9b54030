import { LoadingCards } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/actors";

export default function NewSourceLoading() {
  return (
    <Page>
      <PageHeader
        breadcrumb={[{ href: "/sources", label: text.listTitle.source }]}
        title={text.newTitle.source}
      />
      <LoadingCards label={text.loadingCatalogue} count={6} />
    </Page>
  );
}
