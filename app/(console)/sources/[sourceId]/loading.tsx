import { LoadingHead, LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import * as text from "@/text/sources";

export default function SourceLoading() {
  return (
    <Page>
      <LoadingHead />
      <LoadingTable label={text.loadingSource} columns={3} framed />
    </Page>
  );
}
