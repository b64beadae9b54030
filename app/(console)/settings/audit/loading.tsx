import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function AuditLoading() {
  return (
    <Page wide>
      <SettingsHead />
      <LoadingTable label="Loading the audit log" columns={6} framed />
    </Page>
  );
}
