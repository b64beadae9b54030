"use client";

import Link from "next/link";
import { FlowMeter, FlowMeters } from "@/components/status/flow-meter";
import type { PressureProps } from "@/components/status/pressure";
import { formatCount, formatDuration } from "@/components/ui/format";
import { Section } from "@/components/ui/section";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { adviceOn } from "@/lib/runs/bottleneck-words";
import * as bottleneckText from "@/text/bottleneck";
import * as text from "@/text/run";
import type { LiveRun } from "./api";
import { labelOf } from "./stream-label";
import { tellPhase } from "./states";
import { useRates, type Rate } from "./use-run";

type Stream = LiveRun["streams"][number];

/** Each stream: where it stands, how fast it goes, and who waits for whom. */
export function RunStreams({ run }: { run: LiveRun }) {
  const rates = useRates(run);
  return (
    <div className="grid min-w-0 grid-cols-1 gap-2">
      <FlowMeters>
        {run.streams.map((stream, index) => (
          <StreamMeter key={stream.index} stream={stream} rate={rates[index]} />
        ))}
      </FlowMeters>
      {run.bottleneck && (
        <p className="prose-width px-3 text-xs text-ink-muted">{adviceOn(run.bottleneck, bottleneckText)}</p>
      )}
    </div>
  );
}

function StreamMeter({ stream, rate }: { stream: Stream; rate: Rate | undefined }) {
  const rows = Number(stream.rowsRead);
  const estimate = stream.estimatedRows === null ? 0 : Number(stream.estimatedRows);
  const { state, label } = tellPhase(stream.phase);
  const isMoving = stream.phase === "reading";
  const average = averageOf(stream);
  const pressure = pressureOf(stream);
  return (
    <FlowMeter
      stream={stream.name}
      {...(stream.namespace === "" ? {} : { namespace: stream.namespace })}
      state={state}
      phase={label}
      rows={rows}
      bytesRead={Number(stream.bytes)}
      {...(isMoving && rate ? { rowsPerSecond: rate.perSecond, history: rate.history } : {})}
      {...(!isMoving && average !== null ? { rowsPerSecond: average } : {})}
      {...(isMoving && estimate > 0 ? { share: Math.min(1, rows / estimate) } : {})}
      {...(isMoving && estimate > rows && rate && rate.perSecond > 0
        ? { etaMs: ((estimate - rows) / rate.perSecond) * 1_000 }
        : {})}
      {...(pressure ? { pressure } : {})}
    />
  );
}

/** Rows per second over the stream's whole time; null where it has none. */
function averageOf({ rowsRead, startedAt, endedAt }: Stream): number | null {
  if (!startedAt || !endedAt || rowsRead === "0") return null;
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  return ms > 0 ? (Number(rowsRead) / ms) * 1_000 : null;
}

function pressureOf({ waitedMs, bottleneck }: Stream): PressureProps | null {
  const all = waitedMs.source + waitedMs.transform + waitedMs.destination;
  if (all < 1) return null;
  const busy = {
    source: waitedMs.source / all,
    transform: waitedMs.transform / all,
    destination: waitedMs.destination / all,
  };
  return { busy, ...(bottleneck?.part ? { waitsFor: bottleneck.part } : {}) };
}

interface Column {
  key: string;
  head: string;
  value: (stream: Stream) => bigint;
}

const columns: Column[] = [
  { key: "read", head: text.readColumn, value: ({ rowsRead }) => BigInt(rowsRead) },
  { key: "written", head: text.writtenColumn, value: ({ rowsWritten }) => BigInt(rowsWritten) },
  { key: "filtered", head: text.filteredColumn, value: ({ filtered }) => BigInt(filtered) },
  { key: "changed", head: text.changedColumn, value: ({ changed }) => BigInt(changed) },
  { key: "quarantined", head: text.quarantinedColumn, value: ({ quarantined }) => BigInt(quarantined) },
  { key: "superseded", head: text.supersededColumn, value: ({ superseded }) => BigInt(superseded) },
  { key: "deleted", head: text.deletedColumn, value: ({ deleted }) => BigInt(deleted) },
  { key: "versions", head: text.versionsColumn, value: ({ versions }) => BigInt(versions ?? 0) },
];

/** What became of the rows of each stream, with only those columns that say something. */
export function RunRows({ run }: { run: LiveRun }) {
  const shown = columns.filter(
    ({ key, value }, place) =>
      place < 2 || key === "quarantined" || run.streams.some((stream) => value(stream) > 0n),
  );
  if (run.streams.every(({ rowsRead }) => rowsRead === "0")) return null;
  return (
    <Section title={text.rows}>
      <Table label={text.whatBecameOfRows} framed frameClassName="max-h-96 overflow-auto">
        <THead>
          <TR>
            <TH>{text.stream}</TH>
            {shown.map(({ key, head }) => (
              <TH key={key} align="right">
                {head}
              </TH>
            ))}
            <TH align="right">{text.tookColumn}</TH>
          </TR>
        </THead>
        <TBody>
          {run.streams.map((stream) => (
            <TR key={stream.index}>
              <TD className="font-medium">{labelOf(stream)}</TD>
              {shown.map(({ key, value }) => (
                <TD key={key} align="right">
                  {key === "quarantined" && value(stream) > 0n ? (
                    <Link
                      href={quarantineHref(run.connectionId, stream)}
                      className="focus-ring rounded-sm font-medium text-warn underline underline-offset-2"
                    >
                      {formatCount(value(stream))}
                    </Link>
                  ) : (
                    formatCount(value(stream))
                  )}
                </TD>
              ))}
              <TD align="right" muted>
                {stream.startedAt && stream.endedAt
                  ? formatDuration(Date.parse(stream.endedAt) - Date.parse(stream.startedAt))
                  : "–"}
              </TD>
            </TR>
          ))}
        </TBody>
      </Table>
    </Section>
  );
}

function quarantineHref(connectionId: string, { namespace, name }: Stream): string {
  const params = new URLSearchParams({ connection: connectionId, stream: labelOf({ namespace, name }) });
  return `/quarantine?${params}`;
}
