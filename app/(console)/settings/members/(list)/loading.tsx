import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/members";

export default function MembersLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingTable label={text.loading} columns={6} framed />
    </Page>
  );
}
