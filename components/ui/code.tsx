import type { ReactNode } from "react";
import * as uiText from "@/text/ui";
import { cn } from "./cn";
import { CopyButton } from "./copy-button";
import { formatClock, type Instant } from "./format";

/** A name or value inside a sentence. */
export function Code({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <code className={cn("rounded-sm bg-ink/6 px-1 py-px font-mono text-[0.92em] break-words", className)}>
      {children}
    </code>
  );
}

/** Text as it is, in a well, with a button that copies it. */
export function CodeBlock({ text, label, className }: { text: string; label?: string; className?: string }) {
  return (
    <div className={cn("flex items-start rounded-md border border-line bg-sunken", className)}>
      <pre
        tabIndex={0}
        className="focus-ring-inset min-w-0 flex-1 overflow-x-auto rounded-md px-3 py-2.5 font-mono text-xs leading-5"
      >
        {text}
      </pre>
      <span className="m-1.5 shrink-0">
        <CopyButton text={text} label={label ?? uiText.copy} />
      </span>
    </div>
  );
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface LogLineProps {
  at: Instant;
  level: LogLevel;
  /** Who says it: "source", "destination", "engine". */
  origin?: string;
  message: string;
  /** The clock's zone; the server cannot know the browser's. */
  timeZone?: string;
}

/** One line of a log: time, level, origin, message. Stands inside a LogView. */
export function LogLine({ at, level, origin, message, timeZone = "UTC" }: LogLineProps) {
  return (
    <div className="flex gap-3 px-3 py-0.5 hover:bg-ink/4">
      <time className="shrink-0 text-ink-faint select-none">{formatClock(at, timeZone)}</time>
      <span className={cn("w-10 shrink-0", levelLooks[level])}>{uiText.logLevels[level]}</span>
      {origin && <span className="w-20 shrink-0 truncate text-ink-faint">{origin}</span>}
      <span
        className={cn(
          "min-w-0 flex-1 break-words whitespace-pre-wrap",
          level === "debug" && "text-ink-muted",
        )}
      >
        {message}
      </span>
    </div>
  );
}

/** The well that log lines stand in; new lines are announced politely while `live`. */
export function LogView({
  live = false,
  className,
  children,
}: {
  live?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      role="log"
      aria-live={live ? "polite" : "off"}
      tabIndex={0}
      className={cn(
        "focus-ring-inset overflow-auto rounded-md border border-line bg-sunken py-1.5 font-mono text-xs leading-5 tabular-nums",
        className,
      )}
    >
      {children}
    </div>
  );
}

const levelLooks: Record<LogLevel, string> = {
  debug: "text-ink-faint",
  info: "text-ink-muted",
  warn: "text-warn",
  error: "text-bad",
};
