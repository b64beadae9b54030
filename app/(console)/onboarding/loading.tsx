import { LoadingCards } from "@/components/ui/loading-page";
import { Page, PageHeader } from "@/components/ui/page-header";

export default function OnboardingLoading() {
  return (
    <Page>
      <PageHeader title="Onboarding" />
      <LoadingCards label="Loading the steps" />
    </Page>
  );
}
