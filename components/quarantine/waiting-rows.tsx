"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import * as text from "@/text/quarantine";
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
      return <LoadingTable label={text.loadingRowsOf(label)} columns={5} rows={3} framed />;
    }
    return (
      <ReadError title={text.rowsNotRead} error={error} busy={isFetching} onRetry={() => void refetch()} />
    );
  }
  const rows = data.pages.flat();
  return (
    <div className="grid grid-cols-1 gap-2 py-2">
      <Table label={text.waitingRowsOf(label)} framed frameClassName="max-h-96 overflow-auto">
        <THead>
          <TR>
            <TH>{text.whenColumn}</TH>
            <TH align="right">{text.runColumn}</TH>
            <TH>{text.valuesColumn}</TH>
            <TH>{text.fieldColumn}</TH>
            <TH>{text.reasonColumn}</TH>
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
          {text.showMoreRows}
        </Button>
      )}
    </div>
  );
}

function valuesOf({ row, rowNumber }: LiveRow): string {
  if (row === null) return text.rowTooLarge(rowNumber + 1);
  return Object.entries(row)
    .map(([name, value]) => `${name}: ${value ?? "null"}`)
    .join("\n");
}
