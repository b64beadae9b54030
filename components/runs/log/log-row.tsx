import { ChevronRight } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { formatClock } from "@/components/ui/format";
import { PlainButton } from "@/components/ui/plain-button";
import * as logText from "@/text/run-log";
import * as uiText from "@/text/ui";
import type { LiveLogLine } from "../api";
import { linePx } from "./scroll-map";
import { splitMatches } from "./split-matches";

export interface LogRowProps {
  /** undefined: on its way. */
  line: LiveLogLine | undefined;
  isMarked: boolean;
  isOpen: boolean;
  isWrapped: boolean;
  search: string;
  timeZone: string;
  onToggle: (id: string) => void;
  onCopyLink: (id: string) => void;
}

/** One line of a run's log. Its time copies the link to it; what it carries beside its message unfolds. */
export function LogRow(props: LogRowProps) {
  const { line, isMarked, isOpen, isWrapped, search, timeZone, onToggle, onCopyLink } = props;
  if (!line) return <div style={{ height: linePx }} aria-hidden />;
  const clock = formatClock(line.at, timeZone);
  const hasFacts = line.facts !== null;
  return (
    <div
      data-line={line.id}
      {...(isMarked ? { "aria-current": "true" } : {})}
      className={cn("px-2", isMarked ? "bg-accent-soft" : "hover:bg-ink/4")}
    >
      <div className={cn("flex min-h-5 gap-2.5", !isWrapped && !isOpen && "h-5 whitespace-nowrap")}>
        <PlainButton
          aria-label={isOpen ? logText.foldLine : logText.unfoldLine}
          aria-expanded={isOpen}
          onClick={() => onToggle(line.id)}
          className={cn(
            "focus-ring-inset grid h-5 w-4 shrink-0 place-items-center rounded-sm hover:text-ink",
            hasFacts ? "text-ink-muted" : "text-ink-faint/60",
          )}
        >
          <ChevronRight
            className={cn("size-3 transition-transform", isOpen && "rotate-90")}
            strokeWidth={2}
            aria-hidden
          />
        </PlainButton>
        <a
          href={`?line=${line.id}`}
          title={logText.copyLinkTo(line.at)}
          onClick={(event) => {
            event.preventDefault();
            onCopyLink(line.id);
          }}
          className="focus-ring-inset shrink-0 rounded-sm text-ink-faint hover:text-ink hover:underline"
        >
          <time dateTime={line.at}>{clock}</time>
        </a>
        <span className={cn("w-10 shrink-0", levelLooks[line.level] ?? "text-ink-muted")}>
          {levelNames[line.level] ?? line.level}
        </span>
        {line.stream !== null && (
          <span className="w-24 shrink-0 truncate text-ink-faint max-md:hidden" title={line.stream}>
            {line.stream}
          </span>
        )}
        <span
          className={cn(
            "min-w-0 flex-1",
            isWrapped || isOpen ? "break-words whitespace-pre-wrap" : "truncate",
            line.level === "debug" && "text-ink-muted",
          )}
        >
          <Highlighted text={line.message} search={search} />
        </span>
      </div>
      {isOpen && <Facts line={line} search={search} />}
    </div>
  );
}

function Facts({ line, search }: { line: LiveLogLine; search: string }) {
  const facts = line.facts;
  const entries =
    facts !== null && typeof facts === "object" && !Array.isArray(facts) ? Object.entries(facts) : [];
  const known = [
    [logText.timeFact, line.at],
    ...(line.stream === null ? [] : [[logText.streamFact, line.stream]]),
    ...entries.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  ];
  return (
    <dl className="mb-1 ml-6.5 grid w-fit max-w-full grid-cols-[auto_minmax(0,1fr)] gap-x-4 border-l border-line pl-3">
      {known.map(([name = "", value = ""]) => (
        <div key={name} className="contents">
          <dt className="text-ink-faint">{name}</dt>
          <dd className="break-words whitespace-pre-wrap">
            <Highlighted text={value} search={search} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Highlighted({ text, search }: { text: string; search: string }) {
  return splitMatches(text, search).map((part, place) =>
    part.isMatch ? (
      <mark key={place} className="rounded-sm bg-warn-soft text-warn">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}

/** What another version has written is shown as it is. */
const levelNames: Record<string, string> = uiText.logLevels;

const levelLooks: Record<string, string> = {
  debug: "text-ink-faint",
  info: "text-ink-muted",
  warn: "text-warn",
  error: "font-medium text-bad",
};
