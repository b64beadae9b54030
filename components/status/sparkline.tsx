import { cn } from "@/components/ui/cn";
import { sparklinePath } from "./sparkline-path";

export interface SparklineProps {
  /** Oldest first, equally spaced. */
  values: readonly number[];
  width?: number;
  height?: number;
  className?: string;
}

/** The course of a figure that stands beside it; without axes, so decorative to a screen reader. */
export function Sparkline({ values, width = 64, height = 18, className }: SparklineProps) {
  const line = sparklinePath(values, width, height);
  if (line === "") return <svg width={width} height={height} aria-hidden className={className} />;
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden
      className={cn("text-running-dot", className)}
    >
      <path d={`${line}V${height}H1Z`} fill="currentColor" opacity="0.14" />
      <path
        d={line}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.25"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
