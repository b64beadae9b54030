import { PencilLine } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { tellRun } from "@/components/runs/states";
import { StateDot } from "@/components/status/state-dot";
import { Empty } from "@/components/ui/data-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { formatDuration, formatRows } from "@/components/ui/format";
import { OlderLink } from "@/components/ui/older-link";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Timeline, TimelineEntry } from "@/lib/connections/timeline";
import * as text from "@/text/timeline";
import { changeWords, schemaWords, whoDid } from "./timeline-words";

export interface TimelineListProps {
  connectionId: string;
  timeline: Timeline;
  isFiltered: boolean;
  /** Addresses of the page after this one and of the first; undefined where there is none. */
  olderHref: string | undefined;
  newestHref: string | undefined;
}

/** Everything that happened, newest first. */
export function TimelineList({
  connectionId,
  timeline,
  isFiltered,
  olderHref,
  newestHref,
}: TimelineListProps) {
  const { entries } = timeline;
  return (
    <div className="grid grid-cols-1 gap-4">
      <FilterBar
        filters={[
          {
            param: "show",
            label: text.show,
            options: [
              { value: "changes", label: text.showChanges },
              { value: "runs", label: text.showRuns },
              { value: "failed", label: text.showFailed },
            ],
          },
        ]}
      />
      {entries.length === 0 ? (
        <Empty title={isFiltered ? text.nothingLikeThis : text.nothingOnRecord} drawing={null} />
      ) : (
        <ol aria-label={text.title} className="grid grid-cols-1 border-l border-line">
          {entries.map((entry) =>
            entry.kind === "run" ? (
              <RunEntry key={entry.run.id} connectionId={connectionId} entry={entry} />
            ) : (
              <ChangeEntry key={entry.line.id} entry={entry} />
            ),
          )}
        </ol>
      )}
      <OlderLink label={text.showOlder} olderHref={olderHref} newestHref={newestHref} />
    </div>
  );
}

type Entry<Kind extends TimelineEntry["kind"]> = Extract<TimelineEntry, { kind: Kind }>;

function ChangeEntry({ entry: { at, line } }: { entry: Entry<"change"> }) {
  return (
    <Item icon={<PencilLine className="size-3.5 text-ink-faint" strokeWidth={1.75} aria-hidden />} at={at}>
      <span>{changeWords(line)}</span>
      <span className="text-ink-muted"> · {whoDid(line)}</span>
    </Item>
  );
}

function RunEntry({ connectionId, entry }: { connectionId: string; entry: Entry<"run"> }) {
  const { run, lines, streams, held, schemaChanges } = entry;
  const told = tellRun(run.status);
  const took = run.startedAt && run.endedAt ? run.endedAt.getTime() - run.startedAt.getTime() : null;
  const asked = lines.find(({ action }) => action === "run.requested");
  const facts = [
    asked ? whoDid(asked) : text.triggers[run.trigger],
    ...(run.rowsWritten > 0n ? [formatRows(run.rowsWritten)] : []),
    ...(took === null ? [] : [formatDuration(took)]),
    ...(streams.all > 0 ? [text.verified(streams.verified, streams.all)] : []),
  ];
  return (
    <Item icon={<StateDot state={told.state} />} at={entry.at}>
      {text.runWent(
        <Link
          href={`/connections/${connectionId}/runs/${run.id}`}
          className="focus-ring rounded-sm font-medium underline-offset-2 hover:underline"
        >
          {text.run(run.number)}
        </Link>,
        text.kinds[run.kind],
        text.statuses[run.status],
      )}
      <span className="text-ink-muted"> · {facts.join(" · ")}</span>
      {run.failure && <Detail>{run.failure.message}</Detail>}
      {schemaChanges.map((change, index) => (
        <Detail key={index}>{schemaWords(change)}</Detail>
      ))}
      {held.map(({ stream, heldAt, releasedAt }) => (
        <Detail key={stream}>
          {releasedAt
            ? text.heldAndLetIn(stream, <RelativeTime at={heldAt} />, <RelativeTime at={releasedAt} />)
            : text.held(stream, <RelativeTime at={heldAt} />)}
        </Detail>
      ))}
      {lines
        .filter((line) => line !== asked)
        .map((line) => (
          <Detail key={line.id}>
            {changeWords(line)} · {whoDid(line)} · <RelativeTime at={line.at} />
          </Detail>
        ))}
    </Item>
  );
}

function Item({ icon, at, children }: { icon: ReactNode; at: Date; children: ReactNode }) {
  return (
    <li className="relative grid grid-cols-1 gap-x-6 gap-y-0.5 py-2 pl-6 text-sm tabular-nums md:grid-cols-[1fr_auto]">
      <span className="absolute top-2.5 -left-2 grid size-4 place-items-center rounded-full bg-canvas">
        {icon}
      </span>
      <div className="min-w-0 break-words">{children}</div>
      <span className="text-xs text-ink-faint">
        <RelativeTime at={at} />
      </span>
    </li>
  );
}

function Detail({ children }: { children: ReactNode }) {
  return <p className="prose-width text-xs break-words text-ink-muted">{children}</p>;
}
