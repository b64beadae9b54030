import { LinkTabs } from "@/components/ui/link-tabs";
import * as text from "@/text/connections";

/** The pages of a connection. */
export function ConnectionTabs({ connectionId }: { connectionId: string }) {
  const href = `/connections/${connectionId}`;
  return (
    <LinkTabs
      label={text.tabsLabel}
      tabs={[
        { href, label: text.statusTab },
        { href: `${href}/replication`, label: text.replicationTab },
        { href: `${href}/transformation`, label: text.transformationTab },
        { href: `${href}/settings`, label: text.settingsTab },
        { href: `${href}/timeline`, label: text.timelineTab },
        { href: `${href}/data`, label: text.dataTab },
      ]}
    />
  );
}
