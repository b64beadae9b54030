import type { ConnectorFace } from "@/components/connectors/connector-icon";
import { tellConnection } from "@/components/runs/states";
import { OnlyFor } from "@/components/shell/only-for";
import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyRow, Table, TBody, TH, THead, TR } from "@/components/ui/table";
import type { ConnectionList as Page, ListedConnection, ListQuery } from "@/lib/connections/list";
import * as text from "@/text/connections";
import { ConnectionRow, type ShownConnection } from "./connection-row";
import { RefreshWhileOn } from "./refresh-while-on";
import { describeSchedule } from "./schedule-words";

export interface ConnectionListProps {
  list: Page;
  query: ListQuery;
  sourceFaces: Record<string, ConnectorFace>;
  destinationFaces: Record<string, ConnectorFace>;
}

/** The workspace's connections and how they stand. */
export function ConnectionList({ list, query, ...faces }: ConnectionListProps) {
  const create = (
    <OnlyFor role="editor">
      <ButtonLink variant="primary" href="/connections/new">
        {text.newConnection}
      </ButtonLink>
    </OnlyFor>
  );
  const isFiltered = [query.search, query.state, query.source, query.destination].some(Boolean);
  if (list.total === 0 && !isFiltered && query.page === 1)
    return (
      <>
        <PageHeader title={text.title} action={create} />
        <Empty title={text.noneYet} action={create} />
      </>
    );
  return (
    <>
      <PageHeader title={text.title} action={create} />
      <RefreshWhileOn isOn={list.items.some(({ state }) => state === "running" || state === "queued")} />
      <FilterBar
        searchParam="search"
        searchPlaceholder={text.searchPlaceholder}
        filters={[
          { param: "state", label: text.state, options: stateOptions },
          { param: "source", label: text.sourceType, options: typeOptions(list.sources, faces.sourceFaces) },
          {
            param: "destination",
            label: text.destinationType,
            options: typeOptions(list.destinations, faces.destinationFaces),
          },
        ]}
      />
      <Table label={text.title}>
        <THead>
          <TR>
            <TH>
              <span className="sr-only">{text.endsColumn}</span>
            </TH>
            <SortHead query={query} by="name" grow>
              {text.nameColumn}
            </SortHead>
            <SortHead query={query} by="state">
              {text.state}
            </SortHead>
            <SortHead query={query} by="last">
              {text.lastRunsColumn}
            </SortHead>
            <SortHead query={query} by="rows" align="right">
              {text.rowsColumn}
            </SortHead>
            <TH>{text.frequencyColumn}</TH>
            <SortHead query={query} by="next">
              {text.nextRunColumn}
            </SortHead>
          </TR>
        </THead>
        <TBody>
          {list.items.length === 0 && (
            <EmptyRow
              columns={7}
              action={
                <ButtonLink size="sm" href="/connections">
                  {text.showAll}
                </ButtonLink>
              }
            >
              {query.page > 1 && list.total === 0 ? text.emptyPage : text.noneLikeThis}
            </EmptyRow>
          )}
          {list.items.map((connection) => (
            <ConnectionRow
              key={connection.id}
              connection={toShown(connection)}
              source={faceOf(faces.sourceFaces, connection.source.connector)}
              destination={faceOf(faces.destinationFaces, connection.destination.connector)}
            />
          ))}
        </TBody>
      </Table>
      <Pages list={list} query={query} />
    </>
  );
}

function SortHead({
  query,
  by,
  ...rest
}: {
  query: ListQuery;
  by: ListQuery["sort"];
  grow?: boolean;
  align?: "left" | "right";
  children: string;
}) {
  const isSorted = query.sort === by;
  const direction = isSorted && query.direction === "ascending" ? "descending" : "ascending";
  return (
    <TH
      {...rest}
      sortHref={hrefOf({ ...query, sort: by, direction, page: 1 })}
      {...(isSorted ? { sorted: query.direction } : {})}
    />
  );
}

function Pages({ list, query }: { list: Page; query: ListQuery }) {
  const { page } = query;
  return (
    <nav
      aria-label={text.pagesLabel}
      className="flex flex-wrap items-center gap-3 text-sm text-ink-muted tabular-nums"
    >
      <span>{text.connections(list.total)}</span>
      {list.pages > 1 && (
        <>
          <span className="ml-auto">{text.pageOf(page, list.pages)}</span>
          {page > 1 && (
            <ButtonLink size="sm" href={hrefOf({ ...query, page: page - 1 })}>
              {text.previousPage}
            </ButtonLink>
          )}
          {page < list.pages && (
            <ButtonLink size="sm" href={hrefOf({ ...query, page: page + 1 })}>
              {text.nextPage}
            </ButtonLink>
          )}
        </>
      )}
    </nav>
  );
}

function hrefOf({ search, state, source, destination, sort, direction, page }: ListQuery): string {
  const wanted = new URLSearchParams({
    ...(search === "" ? {} : { search }),
    ...(state ? { state } : {}),
    ...(source ? { source } : {}),
    ...(destination ? { destination } : {}),
    ...(sort === "name" && direction === "ascending" ? {} : { sort, direction }),
    ...(page === 1 ? {} : { page: String(page) }),
  });
  return wanted.size > 0 ? `/connections?${wanted}` : "/connections";
}

const stateOptions = (
  ["failed", "running", "queued", "succeeded", "cancelled", "paused", "never_run"] as const
).map((value) => ({ value, label: tellConnection(value).label }));

function typeOptions(connectors: string[], faces: Record<string, ConnectorFace>) {
  return connectors.map((id) => ({ value: id, label: faceOf(faces, id).title }));
}

function toShown(connection: ListedConnection): ShownConnection {
  const { id, name, state, needsApproval, nextDueAt, runs, lastRun } = connection;
  return {
    id,
    name,
    state,
    needsApproval,
    nextDueAt,
    runs,
    // The words for a cron expression are a library that no browser needs for it.
    frequency: describeSchedule(connection.schedule, connection.follows),
    lastRun: lastRun && {
      at: lastRun.endedAt ?? lastRun.createdAt,
      rows: lastRun.status === "succeeded" ? lastRun.rowsWritten : null,
      ...(lastRun.failure ? { reason: lastRun.failure.message } : {}),
    },
  };
}

function faceOf(faces: Record<string, ConnectorFace>, id: string): ConnectorFace {
  return faces[id] ?? { id, title: id };
}
