import { SettingsHead } from "@/components/settings/settings-head";
import { LoadingCards } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/notifications";

export default function NotificationsLoading() {
  return (
    <Page>
      <SettingsHead />
      <LoadingCards label={text.loading} />
    </Page>
  );
}
