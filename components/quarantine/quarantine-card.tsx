"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { ConnectorFace } from "@/components/connectors/connector-icon";
import { PollError } from "@/components/runs/api";
import { OnlyFor } from "@/components/shell/only-for";
import { Pair } from "@/components/status/pair";
import { ReasonCard } from "@/components/status/reason-card";
import * as text from "@/text/quarantine";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { cn } from "@/components/ui/cn";
import { Loading, Skeleton } from "@/components/ui/data-state";
import { IconButton } from "@/components/ui/icon-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Panel } from "@/components/ui/section";
import { fetchSummary, type LiveCount, type LiveSummary } from "./api";
import { ReplayState } from "./replay-state";
import { RowActions } from "./row-actions";
import { StreamTable } from "./stream-table";

export interface QuarantineCardProps {
  count: LiveCount;
  source: ConnectorFace;
  destination: ConnectorFace;
  opensAtOnce: boolean;
  /** Label of the stream whose rows are shown from the start. */
  shownStream: string | null;
}

/** What of one connection waits. Its destination is asked when the card is open, and by itself. */
export function QuarantineCard(props: QuarantineCardProps) {
  const { count, source, destination, opensAtOnce, shownStream } = props;
  const { connectionId, name, rows, streams, latestAt } = count;
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(opensAtOnce);
  const [replay, setReplay] = useState<string | null>(null);
  const { data, error, isFetching, refetch } = useQuery({
    // A run that counted anew is a reason to ask again.
    queryKey: ["quarantine", connectionId, rows, latestAt],
    queryFn: ({ signal }) => fetchSummary(connectionId, signal),
    enabled: isOpen,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 10_000,
  });
  const lookAgain = () => void client.invalidateQueries({ queryKey: ["quarantine", connectionId] });
  return (
    <Panel>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
        <IconButton
          size="sm"
          tooltip={false}
          label={isOpen ? text.fold(name) : text.unfold(name)}
          aria-expanded={isOpen}
          icon={
            <ChevronRight className={cn("transition-transform", isOpen && "rotate-90")} strokeWidth={1.75} />
          }
          onClick={() => setOpen(!isOpen)}
        />
        <Pair source={source} destination={destination} state="warn" size="sm" />
        <h2 className="min-w-0 truncate text-base font-semibold">
          <Link href={`/connections/${connectionId}`} className="focus-ring rounded-sm hover:underline">
            {name}
          </Link>
        </h2>
        <span className="text-sm text-ink-muted tabular-nums">
          {data ? describeFound(data) : describeCount(rows, streams)}
          {rows > 0 && (
            <>
              {` · ${text.latest} `}
              <RelativeTime at={latestAt} />
            </>
          )}
        </span>
        {data && data.total > 0 && (
          <OnlyFor role="editor">
            <span className="ml-auto flex gap-2">
              <RowActions connectionId={connectionId} waiting={data.streams} onReplay={setReplay} />
            </span>
          </OnlyFor>
        )}
      </header>
      {isOpen && (
        <div className="grid grid-cols-1 gap-3 border-t border-line p-3">
          {replay !== null && <ReplayState key={replay} runId={replay} onEnd={lookAgain} />}
          {error && !isFetching && (
            <ReasonCard
              tone="warn"
              what={text.didNotSay(count.destination.name, error.message)}
              {...(error instanceof PollError && error.errorId ? { errorId: error.errorId } : {})}
              actions={
                <>
                  <Button onClick={() => void refetch()}>{text.askAgain}</Button>
                  <ButtonLink href={`/connections/${connectionId}`}>{text.openConnection}</ButtonLink>
                </>
              }
            />
          )}
          {!data && isFetching && (
            <Loading label={text.asking(count.destination.name)}>
              <div className="grid gap-2 py-1">
                <Skeleton className="w-2/5" />
                <Skeleton className="w-3/5" />
              </div>
            </Loading>
          )}
          {data && data.total === 0 && (
            <p className="text-sm text-ink-muted">{text.nothingWaitsAt(count.destination.name)}</p>
          )}
          {data && data.total > 0 && (
            <StreamTable
              connectionId={connectionId}
              waiting={data.streams}
              shownStream={shownStream}
              onReplay={setReplay}
            />
          )}
        </div>
      )}
    </Panel>
  );
}

/** From the console's own counts; the destination may know better. */
function describeCount(rows: number, streams: number): string {
  return rows === 0 ? text.noRowKnown : text.asCounted(rows, streams);
}

function describeFound({ total, isPartial, streams }: LiveSummary): string {
  return isPartial ? text.foundAtLeast(total, streams.length) : text.found(total, streams.length);
}
