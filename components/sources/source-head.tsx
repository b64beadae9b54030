import { actorWords, checkState, type ActorFacts } from "@/components/actors/actor";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { OnlyFor } from "@/components/members/only-for";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";

/** The head of a source's pages. */
export function SourceHead({ source, face }: { source: ActorFacts; face?: ConnectorFace }) {
  const { href, plural } = actorWords.source;
  return (
    <PageHeader
      breadcrumb={[{ href, label: plural }]}
      title={source.name}
      {...(face ? { mark: <ConnectorIcon {...face} /> } : {})}
      state={<StatusCell {...checkState(source)} {...(source.checkedAt ? { at: source.checkedAt } : {})} />}
      action={
        <OnlyFor role="editor">
          <ButtonLink variant="primary" href={`${href}/${source.id}/add-destination`}>
            Add destination
          </ButtonLink>
        </OnlyFor>
      }
      tabs={
        <LinkTabs
          label="Source"
          tabs={[
            { href: `${href}/${source.id}`, label: "Overview" },
            { href: `${href}/${source.id}/settings`, label: "Settings" },
          ]}
        />
      }
    />
  );
}
