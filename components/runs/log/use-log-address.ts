"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { logLevels, type LogLevel } from "@/lib/runs/log-levels";
import type { LogView } from "@/lib/runs/log-view";

export interface LogAddress {
  view: LogView;
  /** Chosen level; "info" unless the address has another. */
  level: LogLevel;
  stream: string;
  find: string;
  onlyMatches: boolean;
  /** Id of the line that is linked to. */
  line: string | null;
  set: (changes: Partial<Record<"level" | "stream" | "find" | "only" | "line", string>>) => void;
}

/** What of a log is looked at, as the page's address has it: it can be sent, kept and gone back to. */
export function useLogAddress(): LogAddress {
  const params = useSearchParams();
  const path = usePathname();
  const level = logLevels.find((known) => known === params.get("level")) ?? "info";
  const stream = params.get("stream") ?? "";
  const find = (params.get("find") ?? "").slice(0, 200);
  const onlyMatches = params.get("only") === "matches";
  const line = params.get("line");
  return {
    view: {
      ...(level === "debug" ? {} : { level }),
      ...(stream === "" ? {} : { stream }),
      ...(onlyMatches && find !== "" ? { search: find } : {}),
    },
    level,
    stream,
    find,
    onlyMatches,
    line: line !== null && /^\d{1,18}$/.test(line) ? line : null,
    set: (changes) => {
      // Not what this render saw: two changes may come before the next.
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === "") next.delete(name);
        else next.set(name, value);
      }
      const address = next.size > 0 ? `?${next}` : "";
      window.history.replaceState(
        null,
        "",
        `${document.documentElement.dataset.basePath ?? ""}${path}${address}`,
      );
    },
  };
}
