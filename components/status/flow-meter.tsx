import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { formatBytes, formatCount, formatRowRate, formatShare, type Count } from "@/components/ui/format";
import { ScrollFrame } from "@/components/ui/scroll-frame";
import { stateDot, type State } from "@/components/ui/state";
import * as text from "@/text/status";
import { Pressure, type PressureProps } from "./pressure";
import { Sparkline } from "./sparkline";
import { StateDot } from "./state-dot";

export interface FlowMeterProps {
  stream: string;
  namespace?: string;
  state: State;
  /** "Reading", "Merging", "Counting", "Done". */
  phase: string;
  rows: Count;
  /** What crossed at the source, and at the destination. */
  bytesRead: Count;
  bytesWritten?: Count;
  rowsPerSecond?: number;
  /** Rows per second over the last minutes, oldest first. */
  history?: readonly number[];
  /** Of the estimate, 0 to 1; leave out when there is none. */
  share?: number;
  etaMs?: number;
  pressure?: PressureProps;
}

/** The head and the streams of a run, line by line; `footer` for the totals. */
export function FlowMeters({
  label = text.streams,
  footer,
  children,
}: {
  label?: string;
  footer?: ReactNode;
  children: ReactNode;
}) {
  return (
    <ScrollFrame label={label} className="overflow-x-auto">
      <div
        role="table"
        aria-label={label}
        className="grid min-w-max grid-cols-[minmax(9rem,1fr)_auto_auto_auto_auto_auto_auto] text-sm tabular-nums"
      >
        <div role="row" className={cn(row, "h-8 border-b border-line text-xs font-medium text-ink-faint")}>
          <Cell head>{text.streamColumn}</Cell>
          <Cell head>{text.phaseColumn}</Cell>
          <Cell head right>
            {text.rowsColumn}
          </Cell>
          <Cell head right>
            {text.bytesColumn}
          </Cell>
          <Cell head right>
            {text.speedColumn}
          </Cell>
          <Cell head right>
            {text.progressColumn}
          </Cell>
          <Cell head>{text.waitsForColumn}</Cell>
        </div>
        {children}
        {footer && (
          <div role="row" className="col-span-full flex h-9 items-center gap-4 px-3 text-ink-muted">
            {footer}
          </div>
        )}
      </div>
    </ScrollFrame>
  );
}

/** One stream. The line under it is its level: how much of the estimate has arrived. */
export function FlowMeter(props: FlowMeterProps) {
  const {
    stream,
    namespace,
    state,
    phase,
    rows,
    bytesRead,
    bytesWritten,
    rowsPerSecond,
    history,
    share,
    etaMs,
    pressure,
  } = props;
  return (
    <div role="row" className={cn(row, "relative h-10 border-b border-line")}>
      <Cell className="flex min-w-0 items-center gap-2">
        <StateDot state={state} />
        <span className="truncate">
          {namespace && <span className="text-ink-faint">{namespace}.</span>}
          <span className="font-medium">{stream}</span>
        </span>
      </Cell>
      <Cell className="text-ink-muted">{phase}</Cell>
      <Cell right>{formatCount(rows)}</Cell>
      <Cell right className="text-ink-muted">
        {formatBytes(bytesRead)}
        {bytesWritten !== undefined && ` → ${formatBytes(bytesWritten)}`}
      </Cell>
      <Cell right className="flex items-center justify-end gap-2">
        {history && (
          <Sparkline values={history} className={state === "running" ? undefined : "text-waiting-dot"} />
        )}
        {rowsPerSecond !== undefined && <span className="w-24">{formatRowRate(rowsPerSecond)}</span>}
      </Cell>
      <Cell right className="text-ink-muted">
        {share !== undefined && formatShare(share)}
        {etaMs !== undefined && <span className="text-ink-faint">{` · ${text.timeLeft(etaMs)}`}</span>}
      </Cell>
      <Cell>{pressure && <Pressure {...pressure} />}</Cell>
      {share !== undefined && <Level share={share} state={state} />}
    </div>
  );
}

function Level({ share, state }: { share: number; state: State }) {
  return (
    <svg aria-hidden className={cn("absolute inset-x-0 -bottom-px h-0.5 w-full", stateDot[state])}>
      <rect width={`${Math.min(1, Math.max(0, share)) * 100}%`} height="2" fill="currentColor" />
    </svg>
  );
}

const row = "col-span-full grid grid-cols-subgrid items-center";

interface CellProps {
  head?: boolean;
  right?: boolean;
  className?: string;
  children?: ReactNode;
}

function Cell({ head, right, className, children }: CellProps) {
  return (
    <span
      role={head ? "columnheader" : "cell"}
      className={cn("px-3 whitespace-nowrap", right && "text-right", className)}
    >
      {children}
    </span>
  );
}
