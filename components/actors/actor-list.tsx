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
import { actorWords, type ActorKind } from "./actor";
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

const columns: { sort: ActorSort; label: string; align?: "right"; grow?: true }[] = [
  { sort: "name", label: "Name", grow: true },
  { sort: "type", label: "Type" },
  { sort: "check", label: "Check" },
  { sort: "connections", label: "Connections", align: "right" },
  { sort: "sync", label: "Last sync" },
  { sort: "created", label: "Created" },
];

/** All sources, or all destinations. */
export function ActorList({ kind, actors, total, perPage, faces, query }: ActorListProps) {
  const words = actorWords[kind];
  const create = (
    <OnlyFor role="editor">
      <ButtonLink variant="primary" href={`${words.href}/new`}>
        New {words.title}
      </ButtonLink>
    </OnlyFor>
  );
  if (total === 0 && !isNarrowed(query))
    return (
      <>
        <PageHeader title={words.plural} action={create} />
        <OnlyFor
          role="editor"
          otherwise={<Empty title={words.empty}>Someone with the role editor can add one.</Empty>}
        >
          <Empty title={words.empty} action={create} />
        </OnlyFor>
      </>
    );
  return (
    <>
      <PageHeader title={words.plural} action={create} />
      <FilterBar searchParam="search" searchPlaceholder="Search by name" filters={filtersOf(faces)} />
      <Table label={words.plural}>
        <THead>
          <TR>
            {columns.map(({ sort, label, align, grow }) => (
              <TH
                key={sort}
                {...(align ? { align } : {})}
                {...(grow ? { grow } : {})}
                sortHref={listHref(words.href, query, { sort })}
                {...sortedBy(query, sort)}
              >
                {label}
              </TH>
            ))}
          </TR>
        </THead>
        <TBody>
          {actors.length === 0 && (
            <EmptyRow
              columns={columns.length}
              action={
                <ButtonLink size="sm" href={words.href}>
                  Show all {words.title}s
                </ButtonLink>
              }
            >
              {total > 0
                ? "This page is behind the last one."
                : query.search
                  ? `Nothing here is named like “${query.search}”.`
                  : "Nothing here matches."}
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
          hrefOf={(page) => listHref(words.href, query, { page })}
        />
      )}
    </>
  );
}

function filtersOf(faces: Record<string, ConnectorFace>): Filter[] {
  return [
    {
      param: "type",
      label: "Type",
      options: Object.values(faces).map((face) => ({
        value: face.id,
        label: face.title,
        icon: <ConnectorIcon {...face} size="sm" />,
      })),
    },
    {
      param: "check",
      label: "Check",
      options: [
        { value: "passed", label: "Passed" },
        { value: "failed", label: "Failed" },
        { value: "none", label: "Not checked" },
      ],
    },
    {
      param: "use",
      label: "Use",
      options: [
        { value: "used", label: "Used by a connection" },
        { value: "unused", label: "Unused" },
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
