import { actorWords, checkState, type ActorFacts } from "@/components/actors/actor";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";

export interface SourceHeadProps {
  source: ActorFacts;
  face: ConnectorFace | undefined;
  canEdit: boolean;
}

/** The head of a source's pages. */
export function SourceHead({ source, face, canEdit }: SourceHeadProps) {
  const { href, plural } = actorWords.source;
  return (
    <PageHeader
      breadcrumb={[{ href, label: plural }]}
      title={source.name}
      description={face?.title}
      {...(face ? { mark: <ConnectorIcon {...face} /> } : {})}
      state={<StatusCell {...checkState(source)} {...(source.checkedAt ? { at: source.checkedAt } : {})} />}
      action={
        canEdit && (
          <ButtonLink variant="primary" href={`${href}/${source.id}/add-destination`}>
            Add destination
          </ButtonLink>
        )
      }
      tabs={
        <LinkTabs
          label="Source"
          tabs={[
            { href: `${href}/${source.id}`, label: "Overview" },
            ...(canEdit ? [{ href: `${href}/${source.id}/settings`, label: "Settings" }] : []),
          ]}
        />
      }
    />
  );
}
