"use client";

import { useQuery } from "@tanstack/react-query";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { Empty, ErrorState, Loading, LoadingRows } from "@/components/ui/data-state";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { describeType } from "@/lib/catalog/type-words";
import { fetchSample, type LiveSample, type LiveSummary } from "./api";

/** Reads the first rows as soon as it is shown, and again when asked. */
export function StreamSample({ sourceId, stream }: { sourceId: string; stream: LiveSummary }) {
  const found = useQuery({
    queryKey: ["stream-sample", sourceId, stream.namespace, stream.name],
    queryFn: ({ signal }) => fetchSample(sourceId, stream, signal),
    retry: false,
    refetchOnWindowFocus: false,
    // Rows are read when someone asks, and not again by themselves.
    staleTime: Infinity,
    gcTime: 0,
  });
  const again = (
    <Button size="sm" busy={found.isFetching} onClick={() => void found.refetch()}>
      Read again
    </Button>
  );
  if (found.isPending)
    return (
      <Loading label="Reading the first rows">
        <Table label="Loading" framed>
          <TBody>
            <LoadingRows columns={4} rows={4} />
          </TBody>
        </Table>
      </Loading>
    );
  if (found.isError)
    return <ErrorState title="No row could be read" message={found.error.message} retry={again} />;
  if ("failure" in found.data) return <ReasonCard what={found.data.failure.message} actions={again} />;
  if (found.data.rows.length === 0)
    return (
      <Empty title="The stream has no rows now." drawing={null} action={again} className="py-6">
        It was read, and nothing came.
      </Empty>
    );
  return <SampleRows {...found.data} />;
}

function SampleRows({ fields, rows }: Extract<LiveSample, { rows: unknown }>) {
  return (
    <Table label="First rows" framed frameClassName="max-h-100 overflow-auto">
      <THead>
        <TR>
          {fields.map(({ name, type }) => (
            <TH key={name} className="align-bottom">
              <span className="grid py-1">
                <span className="text-ink">{name}</span>
                <span className="font-mono text-2xs font-normal text-ink-faint">{describeType(type)}</span>
              </span>
            </TH>
          ))}
        </TR>
      </THead>
      <TBody>
        {rows.map((row, index) => (
          <TR key={index}>
            {row.map((text, column) => (
              <TD
                key={column}
                className="max-w-80 truncate font-mono text-xs"
                {...(text === null ? {} : { title: text })}
              >
                {text ?? <span className="text-ink-faint italic">null</span>}
              </TD>
            ))}
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
