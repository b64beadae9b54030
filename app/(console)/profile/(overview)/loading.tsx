import { LoadingForm, LoadingHead } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/profile";

export default function ProfileLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingForm label={text.loadingProfile} />
    </Page>
  );
}
