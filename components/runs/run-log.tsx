"use client";

import { useState } from "react";
import { LogLine, LogView, type LogLevel } from "@/components/ui/code";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useRunLog } from "./use-run";

const levels: LogLevel[] = ["debug", "info", "warn", "error"];
/** More lines than anyone reads at once; the rest is found by searching. */
const maxShown = 2_000;

export interface RunLogProps {
  runId: string;
  live: boolean;
  streams: string[];
}

/** The log of a run, as it comes. */
export function RunLog({ runId, live, streams }: RunLogProps) {
  const lines = useRunLog(runId, live);
  const [least, setLeast] = useState<LogLevel>("info");
  const [stream, setStream] = useState("all");
  const [search, setSearch] = useState("");
  const shown = lines.filter(
    (line) =>
      levels.indexOf(levelOf(line.level)) >= levels.indexOf(least) &&
      (stream === "all" || line.stream === stream) &&
      line.message.toLowerCase().includes(search.toLowerCase()),
  );
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        <Input
          aria-label="Search the log"
          placeholder="Search the log"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="max-w-64"
        />
        <Select
          aria-label="Least level"
          className="w-36"
          value={least}
          onValueChange={(next) => setLeast(levelOf(next))}
          options={levels.map((level) => ({
            value: level,
            label: level === "debug" ? "All levels" : `From ${level}`,
          }))}
        />
        {streams.length > 1 && (
          <Select
            aria-label="Stream"
            className="w-48"
            value={stream}
            onValueChange={setStream}
            options={[
              { value: "all", label: "All streams" },
              ...streams.map((label) => ({ value: label, label })),
            ]}
          />
        )}
      </div>
      <LogView live={live}>
        {shown.slice(-maxShown).map((line) => (
          <LogLine
            key={line.id}
            at={line.at}
            level={levelOf(line.level)}
            message={line.message}
            {...(line.stream === null ? {} : { origin: line.stream })}
          />
        ))}
        {shown.length === 0 && (
          <p className="px-3 py-2 text-xs text-ink-faint">
            {live ? "Waiting for the first line." : "No line."}
          </p>
        )}
      </LogView>
    </div>
  );
}

function levelOf(level: string): LogLevel {
  return levels.find((known) => known === level) ?? "info";
}
