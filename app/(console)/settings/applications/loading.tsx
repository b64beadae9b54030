import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function ApplicationsLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingTable label="Loading the API applications" columns={5} framed />
    </Page>
  );
}
