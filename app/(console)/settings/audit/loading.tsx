import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/audit";

export default function AuditLoading() {
  return (
    <Page wide>
      <SettingsHead />
      <LoadingTable label={text.loading} columns={6} framed />
    </Page>
  );
}
