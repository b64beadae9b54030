import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingCards } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/governance";

export default function GovernanceLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingCards label={text.loading} />
    </Page>
  );
}
