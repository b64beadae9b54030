import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingForm } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/settings";

export default function SettingsLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingForm label={text.loading} fields={2} />
    </Page>
  );
}
