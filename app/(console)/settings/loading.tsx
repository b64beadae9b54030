import { SettingsHead } from "@/components/settings/settings-head";
import { Loading, LoadingRows } from "@/components/ui/data-state";
import { Page } from "@/components/ui/page-header";
import { Table, TBody } from "@/components/ui/table";

export default function SettingsLoading() {
  return (
    <Page>
      <SettingsHead />
      <Loading>
        <Table label="Loading">
          <TBody>
            <LoadingRows columns={4} />
          </TBody>
        </Table>
      </Loading>
    </Page>
  );
}
