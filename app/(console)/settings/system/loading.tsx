import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/system";

export default function SystemLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingTable label={text.loading} columns={3} rows={3} framed />
    </Page>
  );
}
