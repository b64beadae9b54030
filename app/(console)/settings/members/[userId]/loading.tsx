import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";

export default function MemberLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingTable label="Loading the member" columns={5} framed />
    </Page>
  );
}
