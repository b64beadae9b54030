import { LinkTabs } from "@/components/ui/link-tabs";

/** The pages of a connection. */
export function ConnectionTabs({ connectionId }: { connectionId: string }) {
  const href = `/connections/${connectionId}`;
  return (
    <LinkTabs
      label="Connection"
      tabs={[
        { href, label: "Status" },
        { href: `${href}/replication`, label: "Replication" },
        { href: `${href}/transformation`, label: "Transformation" },
        { href: `${href}/settings`, label: "Settings" },
        { href: `${href}/timeline`, label: "Timeline" },
        { href: `${href}/data`, label: "Data" },
      ]}
    />
  );
}
