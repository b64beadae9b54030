import { LoadingForm } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/connection-setup";

export function NewConnectionShape() {
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/connections", label: text.allConnections }]} title={text.title} />
      <LoadingForm label={text.loading} />
    </Page>
  );
}
