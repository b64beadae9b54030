"use client";

import { useEffect, useRef, type ComponentProps } from "react";
import { epochMs, formatInstant, formatRelative, type Instant } from "./format";

/*
 * Times that stay true while a page is open. They are written into the page past React: a render of every time each
 * second would interrupt, and on a slow machine hold up, the transitions that a click on a link starts.
 */

const everySecond = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

export interface LiveRelativeProps extends Omit<ComponentProps<"time">, "dateTime" | "children" | "ref"> {
  at: Instant;
  ref?: (element: HTMLTimeElement | null) => void;
}

/** "5 min ago", kept up to date. RelativeTime is this with the exact instant on hover. */
export function LiveRelative({ at, ref, ...rest }: LiveRelativeProps) {
  const element = useRef<HTMLTimeElement>(null);
  const atMs = epochMs(at);

  useEffect(() => {
    const write = () => {
      const text = element.current?.firstChild;
      const next = formatRelative(atMs, presentMs());
      if (text && text.nodeValue !== next) text.nodeValue = next;
    };
    write();
    return subscribe(write);
  }, [atMs]);

  return (
    <time
      {...rest}
      ref={(node) => {
        element.current = node;
        ref?.(node);
      }}
      dateTime={formatInstant(at)}
      // The server's text may be a second old; the effect above corrects it.
      suppressHydrationWarning
    >
      {formatRelative(atMs, presentMs())}
    </time>
  );
}

function subscribe(write: () => void): () => void {
  everySecond.add(write);
  timer ??= setInterval(() => {
    if (!document.hidden) for (const each of everySecond) each();
  }, 1000);
  return () => {
    everySecond.delete(write);
    if (everySecond.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function presentMs(): number {
  return Date.now();
}
