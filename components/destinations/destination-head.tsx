import { actorWords, checkState, type ActorFacts } from "@/components/actors/actor";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { OnlyFor } from "@/components/members/only-for";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";

/** The head of a destination's pages. */
export function DestinationHead({ destination, face }: { destination: ActorFacts; face?: ConnectorFace }) {
  const { href, plural } = actorWords.destination;
  return (
    <PageHeader
      breadcrumb={[{ href, label: plural }]}
      title={destination.name}
      {...(face ? { mark: <ConnectorIcon {...face} /> } : {})}
      state={
        <StatusCell
          {...checkState(destination)}
          {...(destination.checkedAt ? { at: destination.checkedAt } : {})}
        />
      }
      action={
        <OnlyFor role="editor">
          <ButtonLink variant="primary" href={`/connections/new?destination=${destination.id}`}>
            Add source
          </ButtonLink>
        </OnlyFor>
      }
      tabs={
        <LinkTabs
          label="Destination"
          tabs={[
            { href: `${href}/${destination.id}`, label: "Overview" },
            { href: `${href}/${destination.id}/settings`, label: "Settings" },
          ]}
        />
      }
    />
  );
}
