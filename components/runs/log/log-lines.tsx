"use client";

import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from "react";
import { Button } from "@/components/ui/button";
import { useTimeZone } from "@/components/ui/use-time-zone";
import { cn } from "@/components/ui/cn";
import * as text from "@/text/run-log";
import { LogRow } from "./log-row";
import { contentPx, endOf, lineAt, linePx, scrollTopOf, type ScrollMap } from "./scroll-map";
import { useLogLines, type LogOf } from "./use-log";

const fullPx = 480;
/** Lines shown above the one that was jumped to. */
const linesBefore = 4;

export interface LogLinesHandle {
  /** Brings the line at a place of the view into view. */
  goTo: (place: number) => void;
}

export interface LogLinesProps extends LogOf {
  ref: Ref<LogLinesHandle>;
  total: number;
  /** Stays at the end as lines come. */
  follows: boolean;
  onFollow: (follows: boolean) => void;
  isWrapped: boolean;
  markedId: string | null;
  search: string;
  onCopyLink: (id: string) => void;
}

/** The lines of a log in a frame of its own that scrolls over all of them and holds only those in view. */
export function LogLines({ ref, total, follows, onFollow, isWrapped, ...props }: LogLinesProps) {
  const { markedId, search, onCopyLink, ...log } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const timeZone = useTimeZone();
  const isUneven = isWrapped || open.size > 0;
  const viewPx = isUneven ? fullPx : Math.min(fullPx, Math.max(1, total) * linePx);
  const map: ScrollMap = { total, viewPx, isUneven };
  const inView = Math.ceil(viewPx / linePx) + 1;
  const top = follows ? Math.max(0, total - inView) : lineAt(map, scrollTop);
  const first = Math.floor(top);
  const last = Math.max(first, Math.min(total - 1, first + inView));
  const { lineAt: lineOf, error, retry } = useLogLines(log, total, [first, last]);

  useImperativeHandle(ref, () => ({
    goTo: (place) => {
      if (frame.current) frame.current.scrollTop = scrollTopOf(map, place - linesBefore);
    },
  }));

  useLayoutEffect(() => {
    if (follows && frame.current) frame.current.scrollTop = endOf({ total, viewPx, isUneven });
  }, [follows, total, viewPx, isUneven]);

  // The browser keeps the position that the frame had when another view is shown.
  useEffect(() => {
    setScrollTop(frame.current?.scrollTop ?? 0);
  }, [total]);

  function onScroll() {
    const now = frame.current?.scrollTop ?? 0;
    setScrollTop(now);
    if (follows && now < endOf(map) - linePx) onFollow(false);
  }

  function toggle(id: string) {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  }

  const places = total === 0 ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return (
    <div
      ref={frame}
      role="log"
      aria-label={text.log}
      aria-live={follows ? "polite" : "off"}
      tabIndex={0}
      onScroll={onScroll}
      style={{ height: viewPx }}
      className="focus-ring-inset overflow-x-hidden overflow-y-auto bg-sunken font-mono text-xs leading-5 tabular-nums"
    >
      <div style={{ height: contentPx(map) }}>
        <div style={{ height: viewPx }} className="sticky top-0 overflow-hidden">
          <div
            className={cn("absolute inset-x-0", follows ? "bottom-0" : "top-0")}
            style={follows ? {} : { transform: `translateY(${Math.round((first - top) * linePx)}px)` }}
          >
            {places.map((place) => {
              const line = lineOf(place);
              return (
                <LogRow
                  key={line?.id ?? `place-${place}`}
                  line={line}
                  isMarked={line !== undefined && line.id === markedId}
                  isOpen={line !== undefined && open.has(line.id)}
                  isWrapped={isWrapped}
                  search={search}
                  timeZone={timeZone}
                  onToggle={toggle}
                  onCopyLink={onCopyLink}
                />
              );
            })}
          </div>
          {error && (
            <p
              role="alert"
              className="absolute inset-x-0 top-0 flex items-center gap-3 bg-bad-soft px-3 py-1 text-bad"
            >
              {text.linesNotRead(error.message)}
              <Button size="sm" onClick={retry}>
                {text.readAgain}
              </Button>
            </p>
          )}
        </div>
      </div>
    </div>
  );
}
