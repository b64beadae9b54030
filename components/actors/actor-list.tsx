import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { OnlyFor } from "@/components/shell/only-for";
import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";
import { FilterBar, type Filter } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { EmptyRow, Table, TBody, TH, THead, TR } from "@/components/ui/table";
import type { ActorLine } from "@/lib/connectors/actor-list";
import type { ActorQuery, ActorSort } from "@/lib/connectors/actor-query";
import * as text from "@/text/actors";
import { actorPlaces, type ActorKind } from "./actor";
import { ActorRow } from "./actor-row";
import { isNarrowed, listHref } from "./list-href";

export interface ActorListProps {
  kind: ActorKind;
  actors: ActorLine[];
  /** How many match, on all pages. */
  total: number;
  perPage: number;
  faces: Record<string, ConnectorFace>;
  query: ActorQuery;
}

const columns: { sort: ActorSort; align?: "right"; grow?: true }[] = [
  { sort: "name", grow: true },
  { sort: "type" },
  { sort: "check" },
  { sort: "connections", align: "right" },
  { sort: "sync" },
  { sort: "created" },
];

/** All sources, or all destinations. */
export function ActorList({ kind, actors, total, perPage, faces, query }: ActorListProps) {
  const { href } = actorPlaces[kind];
  const create = (
    <OnlyFor role="editor">
      <ButtonLink variant="primary" href={`${href}/new`}>
        {text.newTitle[kind]}
      </ButtonLink>
    </OnlyFor>
  );
  if (total === 0 && !isNarrowed(query))
    return (
      <>
        <PageHeader title={text.listTitle[kind]} action={create} />
        <OnlyFor role="editor" otherwise={<Empty title={text.noneYet[kind]}>{text.editorCanAdd}</Empty>}>
          <Empty title={text.noneYet[kind]} action={create} />
        </OnlyFor>
      </>
    );
  return (
    <>
      <PageHeader title={text.listTitle[kind]} action={create} />
      <FilterBar searchParam="search" searchPlaceholder={text.searchByName} filters={filtersOf(faces)} />
      <Table label={text.listTitle[kind]}>
        <THead>
          <TR>
            {columns.map(({ sort, align, grow }) => (
              <TH
                key={sort}
                {...(align ? { align } : {})}
                {...(grow ? { grow } : {})}
                sortHref={listHref(href, query, { sort })}
                {...sortedBy(query, sort)}
              >
                {text.columns[sort]}
              </TH>
            ))}
          </TR>
        </THead>
        <TBody>
          {actors.length === 0 && (
            <EmptyRow
              columns={columns.length}
              action={
                <ButtonLink size="sm" href={href}>
                  {text.showAll[kind]}
                </ButtonLink>
              }
            >
              {total > 0
                ? text.behindLastPage
                : query.search
                  ? text.noneNamedLike(query.search)
                  : text.noneMatches}
            </EmptyRow>
          )}
          {actors.map((actor) => (
            <ActorRow key={actor.id} kind={kind} actor={actor} face={faces[actor.connector]} />
          ))}
        </TBody>
      </Table>
      {actors.length > 0 && (
        <Pager
          page={query.page}
          perPage={perPage}
          total={total}
          hrefOf={(page) => listHref(href, query, { page })}
        />
      )}
    </>
  );
}

function filtersOf(faces: Record<string, ConnectorFace>): Filter[] {
  return [
    {
      param: "type",
      label: text.columns.type,
      options: Object.values(faces).map((face) => ({
        value: face.id,
        label: face.title,
        icon: <ConnectorIcon {...face} size="sm" />,
      })),
    },
    {
      param: "check",
      label: text.columns.check,
      options: [
        { value: "passed", label: text.passed },
        { value: "failed", label: text.failed },
        { value: "none", label: text.notChecked },
      ],
    },
    {
      param: "use",
      label: text.useFilter,
      options: [
        { value: "used", label: text.usedByConnection },
        { value: "unused", label: text.unused },
      ],
    },
  ];
}

/** Which way the arrow points; the order that a column begins with is its own. */
function sortedBy({ sort }: ActorQuery, column: ActorSort) {
  if (sort.by !== column) return {};
  const beginsAtTop = column === "name" || column === "type";
  const isAscending = beginsAtTop !== sort.isDescending;
  return { sorted: isAscending ? ("ascending" as const) : ("descending" as const) };
}
