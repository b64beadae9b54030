import * as text from "@/text/quarantine";
import { LoadingCards } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export function QuarantineShape() {
  return (
    <Page>
      <PageHeader title={text.title} />
      <LoadingCards label={text.loading} />
    </Page>
  );
}
