import { LoadingForm } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export default function NewConnectionLoading() {
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/connections", label: "Connections" }]} title="New connection" />
      <LoadingForm label="Loading the source and the destination" />
    </Page>
  );
}
