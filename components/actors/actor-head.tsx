import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { OnlyFor } from "@/components/shell/only-for";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button-link";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/actors";
import { actorPlaces, checkState, type ActorFacts, type ActorKind } from "./actor";

export interface ActorHeadProps {
  kind: ActorKind;
  actor: ActorFacts;
  face: ConnectorFace | undefined;
}

/** The head of a source's or destination's pages. */
export function ActorHead({ kind, actor, face }: ActorHeadProps) {
  const { href: listHref, addOtherHref } = actorPlaces[kind];
  const href = `${listHref}/${actor.id}`;
  const overview = { href, label: text.overviewTab };
  return (
    <PageHeader
      breadcrumb={[{ href: listHref, label: text.listTitle[kind] }]}
      title={actor.name}
      description={face?.title}
      {...(face ? { mark: <ConnectorIcon {...face} /> } : {})}
      state={<StatusCell {...checkState(actor)} {...(actor.checkedAt ? { at: actor.checkedAt } : {})} />}
      action={
        <OnlyFor role="editor">
          <ButtonLink variant="primary" href={addOtherHref(actor.id)}>
            {text.addOther[kind]}
          </ButtonLink>
        </OnlyFor>
      }
      tabs={
        <OnlyFor role="editor" otherwise={<LinkTabs label={text.tabsLabel[kind]} tabs={[overview]} />}>
          <LinkTabs
            label={text.tabsLabel[kind]}
            tabs={[overview, { href: `${href}/settings`, label: text.settingsTab }]}
          />
        </OnlyFor>
      }
    />
  );
}
