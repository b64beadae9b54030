import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingForm } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function SettingsLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingForm label="Loading the settings" fields={2} />
    </Page>
  );
}
