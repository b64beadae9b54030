import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { OnlyFor } from "@/components/members/only-for";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/data-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TBody, TD, TH, THead, TR, WideRow } from "@/components/ui/table";
import { actorWords, checkState, type ActorFacts, type ActorKind } from "./actor";

export interface ActorListProps {
  kind: ActorKind;
  actors: ActorFacts[];
  faces: Record<string, ConnectorFace>;
  /** What was searched for, if anything. */
  search: string;
}

/** All sources, or all destinations. */
export function ActorList({ kind, actors, faces, search }: ActorListProps) {
  const words = actorWords[kind];
  const create = (
    <OnlyFor role="editor">
      <ButtonLink variant="primary" href={`${words.href}/new`}>
        New {words.title}
      </ButtonLink>
    </OnlyFor>
  );
  return (
    <>
      <PageHeader title={words.plural} action={create} />
      {actors.length === 0 && search === "" ? (
        <Empty title={words.empty} action={create} />
      ) : (
        <>
          <FilterBar searchParam="search" searchPlaceholder="Search by name" />
          <Table label={words.plural}>
            <THead>
              <TR>
                <TH grow>Name</TH>
                <TH>Type</TH>
                <TH>Check</TH>
                <TH align="right">Connections</TH>
                <TH>Created</TH>
              </TR>
            </THead>
            <TBody>
              {actors.length === 0 && <WideRow columns={5}>Nothing is named like “{search}”.</WideRow>}
              {actors.map((actor) => (
                <ActorRow key={actor.id} kind={kind} actor={actor} face={faces[actor.connector]} />
              ))}
            </TBody>
          </Table>
        </>
      )}
    </>
  );
}

function ActorRow({
  kind,
  actor,
  face,
}: {
  kind: ActorKind;
  actor: ActorFacts;
  face: ConnectorFace | undefined;
}) {
  const check = checkState(actor);
  return (
    <TR>
      <TD grow>
        <RowLink href={`${actorWords[kind].href}/${actor.id}`}>
          <span className="flex items-center gap-2">
            {face && <ConnectorIcon {...face} size="sm" />}
            {actor.name}
          </span>
        </RowLink>
      </TD>
      <TD muted>{face?.title ?? actor.connector}</TD>
      <TD>
        <StatusCell {...check} {...(actor.checkedAt ? { at: actor.checkedAt } : {})} />
      </TD>
      <TD align="right">{actor.connectionCount}</TD>
      <TD muted>
        <RelativeTime at={actor.createdAt} />
      </TD>
    </TR>
  );
}
