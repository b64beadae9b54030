import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function MembersLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingTable label="Loading the members" columns={6} framed />
    </Page>
  );
}
