"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useConnectionNames } from "@/components/connections/use-connection-names";
import type { ConnectorFace } from "@/components/connectors/connector-icon";
import { Pair } from "@/components/status/pair";
import { StatusCell } from "@/components/status/status-cell";
import { ButtonLink } from "@/components/ui/button-link";
import { Combobox } from "@/components/ui/combobox";
import { Empty, Skeleton } from "@/components/ui/data-state";
import { FilterBar, useParamSetter, type Filter } from "@/components/ui/filter-bar";
import { formatBytes, formatCount } from "@/components/ui/format";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import type { RunCursor, RunListFilter } from "@/lib/runs/list-schema";
import { runKinds, runPeriods, runStatuses } from "@/lib/runs/run-kinds";
import * as text from "@/text/runs";
import { fetchRunPage, type LiveRunPage } from "../api";
import { durationOf, formatTook, tellRun } from "../states";
import { placeClass } from "./chart-place";

const liveMs = 1_500;
const idleMs = 5_000;

/** Recharts comes when the page stands. */
const RunCharts = dynamic(() => import("./run-charts").then((module) => module.RunCharts), {
  ssr: false,
  loading: () => <Skeleton className={placeClass} />,
});

export interface RunOverviewProps {
  /** As the server read it. */
  page: LiveRunPage;
  filter: RunListFilter;
  cursor: RunCursor;
  /** The one that the filter names. */
  connection: { id: string; name: string } | null;
  sourceFaces: Record<string, ConnectorFace>;
  destinationFaces: Record<string, ConnectorFace>;
}

/** The runs of all connections, live. */
export function RunOverview({ page, filter, cursor, connection, ...faces }: RunOverviewProps) {
  const address = addressOf({ ...filter, ...cursor });
  const { data, error } = useRunPage(address, page, cursor);
  const isFiltered = addressOf(filter) !== "";
  const isPaged = addressOf(cursor) !== "";
  if (data.items.length === 0 && !isFiltered && !isPaged) {
    return (
      <>
        <PageHeader title={text.runs} />
        <Empty
          title={text.nothingHasRun}
          action={<ButtonLink href="/connections">{text.lookAtConnections}</ButtonLink>}
        />
      </>
    );
  }
  return (
    <>
      <PageHeader title={text.runs} />
      <div className="flex flex-wrap items-center gap-2">
        <FilterBar filters={filters} />
        <ConnectionFilter chosen={connection} />
      </div>
      <RunCharts address={addressOf(filter)} period={filter.period} />
      {error && (
        <p role="status" className="text-xs text-warn">
          {text.notLive(error.message)}
        </p>
      )}
      <Table label={text.allRuns}>
        <THead>
          <TR>
            <TH>
              <span className="sr-only">{text.fromAndTo}</span>
            </TH>
            <TH grow>{text.connection}</TH>
            <TH align="right">{text.run}</TH>
            <TH>{text.kind}</TH>
            <TH>{text.startedBy}</TH>
            <TH>{text.status}</TH>
            <TH>{text.started}</TH>
            <TH align="right">{text.duration}</TH>
            <TH align="right">{text.rows}</TH>
            <TH align="right">{text.bytes}</TH>
          </TR>
        </THead>
        <TBody>
          {data.items.length === 0 && (
            <EmptyRow
              columns={10}
              action={
                <ButtonLink size="sm" href="/runs">
                  {text.showAllRuns}
                </ButtonLink>
              }
            >
              {text.noneAsFiltered}
            </EmptyRow>
          )}
          {data.items.map((run) => (
            <RunRow key={run.id} run={run} {...faces} />
          ))}
        </TBody>
      </Table>
      <Pager filter={filter} page={data} />
    </>
  );
}

function useRunPage(address: string, initial: LiveRunPage, cursor: RunCursor) {
  const isFront = addressOf(cursor) === "";
  return useQuery({
    queryKey: ["runs", "page", address],
    queryFn: ({ signal }) => fetchRunPage(address, signal),
    initialData: initial,
    staleTime: liveMs,
    // Far back nothing new comes; what goes on is looked at all the same.
    refetchInterval: ({ state }) => {
      if (state.data?.items.some((run) => run.endedAt === null)) return liveMs;
      return isFront ? idleMs : false;
    },
  });
}

type RowProps = Pick<RunOverviewProps, "sourceFaces" | "destinationFaces"> & { run: LiveRunPage["items"][0] };

function RunRow({ run, sourceFaces, destinationFaces }: RowProps) {
  const { source, destination, name } = run.connection;
  const told = tellRun(run.status);
  return (
    <TR>
      <TD>
        <Pair
          source={sourceFaces[source] ?? { id: source, title: source }}
          destination={destinationFaces[destination] ?? { id: destination, title: destination }}
          state={told.state}
          size="sm"
        />
      </TD>
      <TD grow>
        <RowLink href={`/connections/${run.connectionId}/runs/${run.id}`}>{name}</RowLink>
      </TD>
      <TD align="right" muted>
        {run.number}
      </TD>
      <TD>{text.kinds[run.kind]}</TD>
      <TD muted>{text.triggers[run.trigger]}</TD>
      <TD>
        <StatusCell {...told} {...(run.failure ? { reason: run.failure.message } : {})} />
      </TD>
      <TD muted>{run.startedAt ? <RelativeTime at={run.startedAt} /> : "–"}</TD>
      <TD align="right">{formatTook(durationOf(run))}</TD>
      <TD align="right">{formatCount(BigInt(run.rowsWritten))}</TD>
      <TD align="right">{formatBytes(BigInt(run.bytes))}</TD>
    </TR>
  );
}

const filters: Filter[] = [
  {
    param: "status",
    label: text.status,
    options: runStatuses.map((status) => ({ value: status, label: tellRun(status).label })),
  },
  {
    param: "kind",
    label: text.kind,
    options: runKinds.map((kind) => ({ value: kind, label: text.kinds[kind] })),
  },
  {
    param: "period",
    label: text.last,
    options: runPeriods.map((period) => ({ value: period, label: text.periods[period] })),
  },
];

/** Whose names may be a thousand: they are read when the list is opened. */
function ConnectionFilter({ chosen }: { chosen: RunOverviewProps["connection"] }) {
  const { setParam } = useParamSetter();
  const [isWanted, setIsWanted] = useState(false);
  const { names, problem } = useConnectionNames({ isWanted });
  return (
    <Combobox
      aria-label={text.connection}
      size="sm"
      className="w-52"
      value={chosen?.id ?? ""}
      onOpenChange={(isOpen) => isOpen && setIsWanted(true)}
      onValueChange={(connection) => setParam("connection", connection)}
      emptyText={problem ?? (names ? text.noSuchConnection : text.loadingConnections)}
      options={[
        { value: "", label: text.allConnections },
        ...(names ?? (chosen ? [chosen] : [])).map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

function Pager({ filter, page }: { filter: RunListFilter; page: LiveRunPage }) {
  if (page.older === null && page.newer === null) return null;
  const hrefOf = (cursor: RunCursor) => `/runs?${addressOf({ ...filter, ...cursor })}`;
  return (
    <nav aria-label={text.pages} className="flex justify-end gap-2">
      {page.newer !== null && <ButtonLink href={hrefOf({ after: page.newer })}>{text.newer}</ButtonLink>}
      {page.older !== null && <ButtonLink href={hrefOf({ before: page.older })}>{text.older}</ButtonLink>}
    </nav>
  );
}

function addressOf(parts: Record<string, string | undefined>): string {
  const given = Object.entries(parts).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return new URLSearchParams(given).toString();
}
