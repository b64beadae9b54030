"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { LoadingTable } from "@/components/ui/loading-page";
import { ReadError } from "@/components/ui/read-error";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { fetchRows, labelOf, type LiveRow, type StreamName } from "./api";

const pageRows = 50;

/** The rows of a stream that wait, the oldest first, with their values. */
export function WaitingRows({ connectionId, stream }: { connectionId: string; stream: StreamName }) {
  const label = labelOf(stream);
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ["quarantine", connectionId, "rows", label],
    queryFn: ({ pageParam, signal }) => fetchRows(connectionId, stream, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length < pageRows ? undefined : page.at(-1)?.id),
    retry: false,
  });
  if (!data) {
    if (!error) {
      return <LoadingTable label={`Loading the rows of ${label}`} columns={5} rows={3} framed />;
    }
    return (
      <ReadError
        title="The rows could not be read"
        error={error}
        busy={isFetching}
        onRetry={() => void refetch()}
      />
    );
  }
  const rows = data.pages.flat();
  return (
    <div className="grid grid-cols-1 gap-2 py-2">
      <Table label={`Rows of ${label} that wait`} framed frameClassName="max-h-96 overflow-auto">
        <THead>
          <TR>
            <TH>When</TH>
            <TH align="right">Run</TH>
            <TH>Values</TH>
            <TH>Field</TH>
            <TH>Reason</TH>
          </TR>
        </THead>
        <TBody>
          {rows.map((row) => (
            <TR key={row.id} className="align-top">
              <TD muted>
                <RelativeTime at={row.atMs} />
              </TD>
              <TD align="right">{row.syncId}</TD>
              <TD className="max-w-120 py-2 font-mono text-xs leading-5 whitespace-pre-wrap">
                <span className="line-clamp-6 break-words">{valuesOf(row)}</span>
              </TD>
              <TD className="font-mono text-xs">{row.field ?? "–"}</TD>
              <TD className="min-w-60 py-2 whitespace-normal">{row.reason}</TD>
            </TR>
          ))}
        </TBody>
      </Table>
      {hasNextPage && (
        <Button
          size="sm"
          variant="ghost"
          className="w-fit"
          busy={isFetching}
          onClick={() => void fetchNextPage()}
        >
          Show more rows
        </Button>
      )}
    </div>
  );
}

function valuesOf({ row, rowNumber }: LiveRow): string {
  if (row === null) return `Row ${rowNumber + 1} of its run: too large to be kept.`;
  return Object.entries(row)
    .map(([name, value]) => `${name}: ${value ?? "null"}`)
    .join("\n");
}
