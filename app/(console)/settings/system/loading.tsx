import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function SystemLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingTable label="Loading the system" columns={3} rows={3} framed />
    </Page>
  );
}
