"use client";

import { useEffect, useRef, useState, type ComponentProps } from "react";
import { cn } from "./cn";

export interface ScrollFrameProps extends ComponentProps<"div"> {
  /** Names the region for screen readers while it scrolls. */
  label: string;
}

/** Scrolls what does not fit, by keyboard too: it is a stop of the tab key while something is out of sight. */
export function ScrollFrame({ label, className, ...rest }: ScrollFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () =>
      setScrolls(
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight + 1,
      );
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      ref={frame}
      {...rest}
      {...(scrolls ? { role: "region", "aria-label": label, tabIndex: 0 } : {})}
      className={cn("focus-ring-inset", className)}
    />
  );
}
