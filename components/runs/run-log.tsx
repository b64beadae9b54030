"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Loading, Skeleton } from "@/components/ui/data-state";
import { ReadError } from "@/components/ui/read-error";
import { toast } from "@/components/ui/toaster";
import * as text from "@/text/run-log";
import { basePath, placeLogLine } from "./api";
import { LogLines, type LogLinesHandle } from "./log/log-lines";
import { LogTools } from "./log/log-tools";
import { useFirstError, useLogMatch, useLogTotal } from "./log/use-log";
import { useLogAddress } from "./log/use-log-address";

export interface RunLogProps {
  runId: string;
  live: boolean;
  streams: string[];
  /** The page that a link to a line leads to; by default the one it stands on. */
  href?: string;
  /** Begins at the first error. */
  errorsFirst?: boolean;
}

/** The log of a run: all of it, searched and followed, however long it is. */
export function RunLog({ runId, live, streams, href, errorsFirst = false }: RunLogProps) {
  const address = useLogAddress();
  const { view, find, line } = address;
  const log = { runId, view, live };
  const lines = useRef<LogLinesHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(live && line === null);
  const [isWrapped, setWrapped] = useState(false);
  const [match, setMatch] = useState(0);
  const [marked, setMarked] = useState<string | null>(line);
  const total = useLogTotal(log);
  const firstError = useFirstError(log);
  const found = useLogMatch(log, find, match);
  const isReady = total.data !== undefined;

  function show(target: { id: string; place: number }) {
    setFollows(false);
    setMarked(target.id);
    lines.current?.goTo(target.place);
  }

  const showLinked = useEffectEvent(async (signal: AbortSignal) => {
    if (line === null) return;
    const shown = await placeLogLine(runId, view, line, signal);
    const place = shown.place ?? (await placeLogLine(runId, {}, line, signal)).place;
    if (signal.aborted) return;
    if (place === null) return void toast.error(text.linkedLineAbsent);
    // A view that leaves the line out gives way to it.
    if (shown.place === null) address.set({ level: "debug", stream: "", only: "" });
    box.current?.scrollIntoView({ block: "nearest" });
    requestAnimationFrame(() => show({ id: line, place }));
  });
  useEffect(() => {
    if (!isReady) return;
    const leaving = new AbortController();
    showLinked(leaving.signal).catch((error: unknown) => {
      if (!leaving.signal.aborted) toast.error(error instanceof Error ? error.message : String(error));
    });
    return () => leaving.abort();
  }, [isReady]);

  const isAtError = useRef(false);
  const showFirstError = useEffectEvent(() => {
    const target = firstError.data?.line;
    if (!target || isAtError.current || !errorsFirst || line !== null || find !== "") return;
    isAtError.current = true;
    requestAnimationFrame(() => show(target));
  });
  const errorId = firstError.data?.line?.id;
  useEffect(() => {
    if (isReady && errorId !== undefined) showFirstError();
  }, [isReady, errorId]);

  const matchId = found.data?.line?.id;
  const showMatch = useEffectEvent(() => {
    const target = found.data?.line;
    if (find !== "" && target && line === null) requestAnimationFrame(() => show(target));
  });
  useEffect(() => {
    if (isReady && matchId !== undefined) showMatch();
  }, [isReady, matchId]);

  async function copyLink(id: string) {
    address.set({ line: id });
    setMarked(id);
    setFollows(false);
    const page = href === undefined ? window.location.pathname : basePath() + href;
    try {
      await navigator.clipboard.writeText(`${window.location.origin}${page}?line=${id}`);
      toast.success(text.linkCopied);
    } catch {
      toast.info(text.linkInAddressBar);
    }
  }

  if (total.error && !total.data) {
    return (
      <ReadError
        title={text.notRead}
        error={total.error}
        busy={total.isFetching}
        onRetry={() => void total.refetch()}
      />
    );
  }
  const errors = firstError.data?.total ?? 0;
  return (
    <div ref={box} className="grid min-w-0 grid-cols-1 gap-3">
      <LogTools
        runId={runId}
        streams={streams}
        address={address}
        matches={find === "" ? null : { match: found.data?.match ?? 0, total: found.data?.total ?? null }}
        onMatch={(next) => {
          address.set({ line: "" });
          setMatch(next);
          if (found.data?.line && found.data.total === 1) show(found.data.line);
        }}
        errors={errors}
        onFirstError={() => firstError.data?.line && show(firstError.data.line)}
        isWrapped={isWrapped}
        onWrap={setWrapped}
      />
      <div className="overflow-hidden rounded-md border border-line bg-sunken">
        {total.data ? (
          <LogLines
            ref={lines}
            {...log}
            total={total.data.total}
            follows={follows}
            onFollow={setFollows}
            isWrapped={isWrapped}
            markedId={marked}
            search={find}
            onCopyLink={(id) => void copyLink(id)}
          />
        ) : (
          <Loading label={text.loading}>
            <div className="grid gap-2 px-3 py-3">
              <Skeleton className="w-3/5" />
              <Skeleton className="w-2/5" />
              <Skeleton className="w-1/2" />
            </div>
          </Loading>
        )}
        <footer className="flex min-h-8 items-center justify-between gap-3 border-t border-line bg-surface px-3 text-xs text-ink-muted tabular-nums">
          <span>{total.data ? describeTotal(total.data.total, live, find) : "…"}</span>
          {live && (
            <Button size="sm" variant="ghost" aria-pressed={follows} onClick={() => setFollows(!follows)}>
              {follows ? text.following : text.follow}
            </Button>
          )}
        </footer>
      </div>
      <p className="sr-only" role="status">
        {errors > 0 && text.errorsInLog(errors)}
      </p>
    </div>
  );
}

function describeTotal(total: number, live: boolean, find: string): string {
  if (total > 0) return text.lines(total);
  if (live) return text.waitingForLine;
  return find === "" ? text.noLineOfLevel : text.noLineHasText;
}
