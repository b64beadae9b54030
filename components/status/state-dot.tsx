import { cn } from "@/components/ui/cn";
import { stateDot, type State } from "@/components/ui/state";

/** The state as a shape and a colour; the word stands beside it. Only `running` moves. */
export function StateDot({ state, className }: { state: State; className?: string }) {
  return (
    <svg
      viewBox="0 0 12 12"
      fill="none"
      aria-hidden
      className={cn("size-3 shrink-0", stateDot[state], className)}
    >
      <Shape state={state} />
    </svg>
  );
}

function Shape({ state }: { state: State }) {
  switch (state) {
    case "ok":
      return <circle cx="6" cy="6" r="4" fill="currentColor" />;
    case "running":
      return (
        <g className="origin-center animate-turn">
          <circle cx="6" cy="6" r="4" stroke="currentColor" strokeWidth="2" opacity="0.3" />
          <path d="M10 6a4 4 0 0 0-4-4" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </g>
      );
    case "waiting":
      return <circle cx="6" cy="6" r="3.5" stroke="currentColor" strokeWidth="1.5" />;
    case "warn":
      return <path d="M6 1.6 11 10.4H1Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />;
    case "bad":
      return (
        <path
          d="m2.6 2.6 6.8 6.8m0-6.8-6.8 6.8"
          stroke="currentColor"
          strokeWidth="2.2"
          strokeLinecap="round"
        />
      );
    case "paused":
      return <path d="M4 2v8M8 2v8" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />;
  }
}
