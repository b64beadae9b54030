import { cn } from "@/components/ui/cn";

/** A sluice seen from the side: high water at the left, a raised gate, the flow under it. */
export function ProductMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden className={cn("size-6 shrink-0", className)}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <g className="stroke-accent-ink" strokeWidth="2" strokeLinecap="round">
        <path d="M12 4.5v8" />
        <path d="M5 9.5h3.5" />
        <path d="M5 13.25h3.5" opacity="0.7" />
        <path d="M5 17h14" />
      </g>
    </svg>
  );
}
