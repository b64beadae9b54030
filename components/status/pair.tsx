import {
  ConnectorIcon,
  type ConnectorFace,
  type ConnectorIconSize,
} from "@/components/connectors/connector-icon";
import { cn } from "@/components/ui/cn";
import { stateDot, stateWord, type State } from "@/components/ui/state";
import * as text from "@/text/status";

export interface PairProps {
  source: ConnectorFace;
  destination: ConnectorFace;
  state: State;
  /** Where it failed; only drawn for `bad`. */
  brokenAt?: "source" | "between" | "destination";
  size?: ConnectorIconSize;
  className?: string;
}

/** Source → destination with the line between them: it flows while a run is on and is broken where it failed. */
export function Pair({
  source,
  destination,
  state,
  brokenAt = "between",
  size = "md",
  className,
}: PairProps) {
  return (
    <span
      role="img"
      aria-label={text.fromTo(source.title, destination.title, stateWord[state])}
      className={cn("inline-flex shrink-0 items-center", className)}
    >
      <ConnectorIcon {...source} size={size} />
      <Flow state={state} brokenAt={brokenAt} width={lineWidths[size]} />
      <ConnectorIcon {...destination} size={size} />
    </span>
  );
}

const lineWidths: Record<ConnectorIconSize, number> = { sm: 20, md: 28, lg: 56 };

interface FlowProps {
  state: State;
  brokenAt: NonNullable<PairProps["brokenAt"]>;
  width: number;
}

function Flow({ state, brokenAt, width }: FlowProps) {
  return (
    <svg
      width={width}
      height="10"
      viewBox={`0 0 ${width} 10`}
      fill="none"
      strokeWidth="1.5"
      className={cn(
        "shrink-0 overflow-visible stroke-current",
        state === "ok" ? "text-line-strong" : stateDot[state],
      )}
    >
      {state === "bad" ? <Broken at={brokenAt} width={width} /> : <Line state={state} width={width} />}
    </svg>
  );
}

function Line({ state, width }: { state: State; width: number }) {
  const way = `M0 5H${width}`;
  switch (state) {
    case "running":
      return (
        <>
          <path d={way} opacity="0.25" />
          <path d={way} strokeDasharray="4 4" strokeWidth="2" className="animate-stream" />
        </>
      );
    case "waiting":
      return <path d={way} strokeDasharray="0.1 4" strokeLinecap="round" strokeWidth="2" />;
    case "paused":
      return (
        <path
          d={`M0 5H${width / 2 - 4}M${width / 2 + 4} 5H${width}M${width / 2 - 1.75} 2v6M${width / 2 + 1.75} 2v6`}
        />
      );
    default:
      return <path d={way} />;
  }
}

/** A gap with two slanted ends; the whole side stays neutral, so the eye lands on the break. */
function Broken({ at, width }: { at: FlowProps["brokenAt"]; width: number }) {
  const middle = { source: 6, between: width / 2, destination: width - 6 }[at];
  return (
    <>
      <path d={`M0 5H${middle - 3.5}M${middle + 3.5} 5H${width}`} className="stroke-line-strong" />
      <path
        d={`M${middle - 3.5} 8.5l2.5 -7M${middle + 1} 8.5l2.5 -7`}
        strokeWidth="1.75"
        strokeLinecap="round"
      />
    </>
  );
}
