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
import { runKinds, runStatuses } from "@/lib/runs/run-kinds";
import { fetchRunPage, type LiveRunPage } from "../api";
import { durationOf, formatTook, kindWords, tellRun, triggerWords } from "../states";
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
        <PageHeader title="Runs" />
        <Empty
          title="Nothing has run yet."
          action={<ButtonLink href="/connections">Look at the connections</ButtonLink>}
        />
      </>
    );
  }
  return (
    <>
      <PageHeader title="Runs" />
      <div className="flex flex-wrap items-center gap-2">
        <FilterBar filters={filters} />
        <ConnectionFilter chosen={connection} />
      </div>
      <RunCharts address={addressOf(filter)} period={filter.period} />
      {error && (
        <p role="status" className="text-xs text-warn">
          This list is not live: {error.message} It is asked for again.
        </p>
      )}
      <Table label="All runs">
        <THead>
          <TR>
            <TH>
              <span className="sr-only">From and to</span>
            </TH>
            <TH grow>Connection</TH>
            <TH align="right">Run</TH>
            <TH>Kind</TH>
            <TH>Started by</TH>
            <TH>Status</TH>
            <TH>Started</TH>
            <TH align="right">Duration</TH>
            <TH align="right">Rows</TH>
            <TH align="right">Bytes</TH>
          </TR>
        </THead>
        <TBody>
          {data.items.length === 0 && (
            <EmptyRow
              columns={10}
              action={
                <ButtonLink size="sm" href="/runs">
                  Show all runs
                </ButtonLink>
              }
            >
              No run is as these filters ask for.
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
      <TD>{kindWords[run.kind]}</TD>
      <TD muted>{triggerWords[run.trigger]}</TD>
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

const periodWords = { "24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days" };

const filters: Filter[] = [
  {
    param: "status",
    label: "Status",
    options: runStatuses.map((status) => ({ value: status, label: tellRun(status).label })),
  },
  {
    param: "kind",
    label: "Kind",
    options: runKinds.map((kind) => ({ value: kind, label: kindWords[kind] })),
  },
  {
    param: "period",
    label: "Last",
    options: Object.entries(periodWords).map(([value, label]) => ({ value, label })),
  },
];

/** Whose names may be a thousand: they are read when the list is opened. */
function ConnectionFilter({ chosen }: { chosen: RunOverviewProps["connection"] }) {
  const { setParam } = useParamSetter();
  const [isWanted, setIsWanted] = useState(false);
  const { names, problem } = useConnectionNames({ isWanted });
  return (
    <Combobox
      aria-label="Connection"
      size="sm"
      className="w-52"
      value={chosen?.id ?? ""}
      onOpenChange={(isOpen) => isOpen && setIsWanted(true)}
      onValueChange={(connection) => setParam("connection", connection)}
      emptyText={problem ?? (names ? "No connection is named like this." : "Loading…")}
      options={[
        { value: "", label: "All connections" },
        ...(names ?? (chosen ? [chosen] : [])).map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

function Pager({ filter, page }: { filter: RunListFilter; page: LiveRunPage }) {
  if (page.older === null && page.newer === null) return null;
  const hrefOf = (cursor: RunCursor) => `/runs?${addressOf({ ...filter, ...cursor })}`;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2">
      {page.newer !== null && <ButtonLink href={hrefOf({ after: page.newer })}>Newer</ButtonLink>}
      {page.older !== null && <ButtonLink href={hrefOf({ before: page.older })}>Older</ButtonLink>}
    </nav>
  );
}

function addressOf(parts: Record<string, string | undefined>): string {
  const given = Object.entries(parts).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return new URLSearchParams(given).toString();
}
