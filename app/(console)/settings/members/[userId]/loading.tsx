import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/members";

export default function MemberLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingTable label={text.loadingMember} columns={5} framed />
    </Page>
  );
}
