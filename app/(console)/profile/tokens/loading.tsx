import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/profile";

export default function TokensLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingTable label={text.loadingApiKeys} columns={6} framed />
    </Page>
  );
}
