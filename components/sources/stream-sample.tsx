"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ReasonCard } from "@/components/status/reason-card";
import { TextTable } from "@/components/streams/text-table";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/data-state";
import { LoadingTable } from "@/components/ui/loading-page";
import { ReadError } from "@/components/ui/read-error";
import { describeType } from "@/lib/catalog/type-words";
import * as text from "@/text/sources";
import * as typeText from "@/text/types";
import { fetchSample, type LiveSample } from "./api";

export interface StreamSampleProps {
  sourceId: string;
  /** `isGone`: the source does not offer it any more. */
  stream: { namespace?: string | null; name: string; isGone?: boolean };
}

/** The first rows as the source gives them. They are read when they are asked for, because that may cost. */
export function StreamSample({ sourceId, stream }: StreamSampleProps) {
  const [isAsked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["sources", sourceId, "sample", stream.namespace ?? null, stream.name],
    queryFn: ({ signal }) => fetchSample(sourceId, stream, signal),
    enabled: isAsked,
    retry: false,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="button"
          size="sm"
          busy={isFetching}
          disabled={stream.isGone === true}
          onClick={() => (isAsked ? void refetch() : setAsked(true))}
        >
          {isAsked ? text.readAgain : text.readFirstRows}
        </Button>
        <span className="text-xs text-ink-muted">{text.readCosts}</span>
      </div>
      {isFetching && !data && <LoadingTable label={text.readingFirstRows} columns={4} rows={4} framed />}
      {error && !isFetching && (
        <ReadError title={text.noRowRead} error={error} onRetry={() => void refetch()} />
      )}
      {data && !error && <Sampled name={stream.name} sample={data} />}
    </div>
  );
}

function Sampled({ name, sample }: { name: string; sample: LiveSample }) {
  if ("failure" in sample) return <ReasonCard what={sample.failure.message} />;
  if (sample.rows.length === 0) return <Empty title={text.noRows} drawing={null} className="py-6" />;
  return (
    <TextTable
      label={text.firstRowsOf(name)}
      columns={sample.fields.map((field) => ({ name: field.name, type: describeType(field.type, typeText) }))}
      rows={sample.rows}
    />
  );
}
