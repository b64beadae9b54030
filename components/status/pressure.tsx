import { cn } from "@/components/ui/cn";
import { formatList } from "@/components/ui/format";
import * as text from "@/text/status";

export type Stage = "source" | "transform" | "destination";

export interface PressureProps {
  /** How much of the last seconds each stage was at work, 0 to 1. */
  busy: Record<Stage, number>;
  /** Whom the others wait for; leave out when none does. */
  waitsFor?: Stage;
}

const stages: readonly Stage[] = ["source", "transform", "destination"];
const widthPx = 18;

/** Who is waiting for whom: three segments filled by how busy each stage is, the slowest one coloured and named. */
export function Pressure({ busy, waitsFor }: PressureProps) {
  const words = formatList(stages.map((stage) => text.busy[stage](busy[stage])));
  return (
    <span className="inline-flex items-center gap-2" title={words}>
      <span className="inline-flex gap-0.5" role="img" aria-label={words}>
        {stages.map((stage) => (
          <svg
            key={stage}
            width={widthPx}
            height="6"
            aria-hidden
            className={stage === waitsFor ? "text-running-dot" : "text-waiting-dot"}
          >
            <rect width={widthPx} height="6" rx="1.5" className="fill-line" />
            <rect
              width={widthPx * Math.min(1, Math.max(0, busy[stage]))}
              height="6"
              rx="1.5"
              fill="currentColor"
            />
          </svg>
        ))}
      </span>
      <span className={cn("text-xs", waitsFor ? "text-ink-muted" : "text-ink-faint")}>
        {waitsFor ? text.stages[waitsFor] : text.nobody}
      </span>
    </span>
  );
}
