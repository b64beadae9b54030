import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/applications";

export default function ApplicationsLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingTable label={text.loading} columns={5} framed />
    </Page>
  );
}
