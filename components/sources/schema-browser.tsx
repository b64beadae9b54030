"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { OnlyFor } from "@/components/shell/only-for";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/data-state";
import { formatList, formatShortCount } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { LoadingTable } from "@/components/ui/loading-page";
import { PlainButton } from "@/components/ui/plain-button";
import { ReadError } from "@/components/ui/read-error";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import * as text from "@/text/sources";
import { fetchStreams, type LiveSummary } from "./api";
import { RefreshSchema } from "./refresh-schema";
import { searchStreams, summaryKey } from "./search-streams";
import { StreamSheet } from "./stream-sheet";
import { useOpenStream } from "./use-open-stream";

export interface SchemaBrowserProps {
  sourceId: string;
  /** Of the source's settings: others may offer other streams. */
  revision: number;
}

/** What a source offers: thousands of streams, searched as one types; each opens with its fields and first rows. */
export function SchemaBrowser({ sourceId, revision }: SchemaBrowserProps) {
  const found = useQuery({
    queryKey: ["sources", sourceId, "streams", revision],
    queryFn: ({ signal }) => fetchStreams(sourceId, signal),
    retry: false,
    refetchOnWindowFocus: false,
  });
  const at = found.data && "streams" in found.data ? found.data.discoveredAt : null;
  return (
    <Section
      title={text.streams}
      description={at && text.asSaid(<RelativeTime at={at} />)}
      actions={
        <OnlyFor role="editor">
          <RefreshSchema sourceId={sourceId} />
        </OnlyFor>
      }
    >
      {found.isPending ? (
        <LoadingStreams />
      ) : found.isError ? (
        <ReadError
          title={text.streamsNotRead}
          error={found.error}
          busy={found.isFetching}
          onRetry={() => void found.refetch()}
        />
      ) : "failure" in found.data ? (
        <ReasonCard
          what={found.data.failure.message}
          advice={text.mendUnderSettings}
          actions={
            <Button size="sm" busy={found.isFetching} onClick={() => void found.refetch()}>
              {text.askAgain}
            </Button>
          }
        />
      ) : (
        <Streams sourceId={sourceId} streams={found.data.streams} />
      )}
    </Section>
  );
}

function Streams({ sourceId, streams }: { sourceId: string; streams: readonly LiveSummary[] }) {
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search);
  const shown = useMemo(() => searchStreams(streams, wanted), [streams, wanted]);
  const [open, setOpen] = useOpenStream(streams);
  if (streams.length === 0) return <Empty title={text.noStreams} drawing={null} className="py-6" />;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Input
          type="search"
          aria-label={text.searchStreams}
          placeholder={text.searchStreams}
          leading={<Search strokeWidth={1.75} />}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="w-60"
        />
        <span role="status" className="text-xs text-ink-muted tabular-nums">
          {shown.length === streams.length
            ? text.streamCount(streams.length)
            : text.shownStreams(shown.length, streams.length)}
        </span>
      </div>
      <Table label={text.streams} framed frameClassName="max-h-120 overflow-auto">
        <THead>
          <TR>
            <TH grow>{text.streamColumn}</TH>
            <TH>{text.namespaceColumn}</TH>
            <TH align="right">{text.fields}</TH>
            <TH>{text.keyColumn}</TH>
            <TH align="right">{text.rowsColumn}</TH>
          </TR>
        </THead>
        {shown.length === 0 ? (
          <TBody>
            <EmptyRow columns={5}>{text.noneNamedLike(wanted)}</EmptyRow>
          </TBody>
        ) : (
          <VirtualRows
            rows={shown}
            rowKey={summaryKey}
            renderRow={(stream) => <StreamRow stream={stream} onOpen={() => setOpen(stream)} />}
          />
        )}
      </Table>
      {open && (
        <StreamSheet key={summaryKey(open)} sourceId={sourceId} stream={open} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

function StreamRow({ stream, onOpen }: { stream: LiveSummary; onOpen: () => void }) {
  return (
    <TR className="hover:bg-ink/3">
      <TD grow>
        <PlainButton
          onClick={onOpen}
          className="font-medium outline-none after:absolute after:inset-0 after:outline-2 after:-outline-offset-2 after:outline-transparent focus-visible:after:outline-focus"
        >
          {stream.name}
        </PlainButton>
      </TD>
      <TD muted>{stream.namespace ?? "–"}</TD>
      <TD align="right">{stream.fieldCount}</TD>
      <TD muted className="max-w-60 truncate">
        {formatList(stream.primaryKey) || "–"}
      </TD>
      <TD align="right" muted>
        {stream.estimatedRows === null ? "–" : formatShortCount(stream.estimatedRows)}
      </TD>
    </TR>
  );
}

function LoadingStreams() {
  return (
    <>
      <p className="text-sm text-ink-muted">{text.askingWhatItOffers}</p>
      <LoadingTable label={text.loadingStreams} columns={5} framed />
    </>
  );
}
