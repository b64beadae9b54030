import { actorWords, checkState, type ActorFacts } from "@/components/actors/actor";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";

export interface DestinationHeadProps {
  destination: ActorFacts;
  face: ConnectorFace | undefined;
  canEdit: boolean;
}

/** The head of a destination's pages. */
export function DestinationHead({ destination, face, canEdit }: DestinationHeadProps) {
  const { href, plural } = actorWords.destination;
  return (
    <PageHeader
      breadcrumb={[{ href, label: plural }]}
      title={destination.name}
      description={face?.title}
      {...(face ? { mark: <ConnectorIcon {...face} /> } : {})}
      state={
        <StatusCell
          {...checkState(destination)}
          {...(destination.checkedAt ? { at: destination.checkedAt } : {})}
        />
      }
      action={
        canEdit && (
          <ButtonLink variant="primary" href={`/connections/new?destination=${destination.id}`}>
            Add source
          </ButtonLink>
        )
      }
      tabs={
        <LinkTabs
          label="Destination"
          tabs={[
            { href: `${href}/${destination.id}`, label: "Overview" },
            ...(canEdit ? [{ href: `${href}/${destination.id}/settings`, label: "Settings" }] : []),
          ]}
        />
      }
    />
  );
}
