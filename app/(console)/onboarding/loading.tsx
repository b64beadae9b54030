import { LoadingCards } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/onboarding";

export default function OnboardingLoading() {
  return (
    <Page>
      <PageHeader title={text.title} />
      <LoadingCards label={text.loading} />
    </Page>
  );
}
