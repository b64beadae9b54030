import { LoadingForm, LoadingHead } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function ProfileLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingForm label="Loading the profile" />
    </Page>
  );
}
