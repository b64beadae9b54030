"use client";

import { ArrowDown, ArrowUp, Download, Search, WrapText } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { DropdownMenu, MenuItem } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { logLevels } from "@/lib/runs/log-levels";
import * as logText from "@/text/run-log";
import { logFile } from "../api";
import type { LogAddress } from "./use-log-address";

const typingMs = 250;

export interface LogToolsProps {
  runId: string;
  streams: string[];
  address: LogAddress;
  /** null: nothing is searched for. `total` is null until it is counted. */
  matches: { match: number; total: number | null } | null;
  onMatch: (match: number) => void;
  errors: number;
  onFirstError: () => void;
  isWrapped: boolean;
  onWrap: (isWrapped: boolean) => void;
}

/** Search, filters and what else one does with a log. */
export function LogTools(props: LogToolsProps) {
  const { runId, streams, address, matches, onMatch, errors, onFirstError, isWrapped, onWrap } = props;
  const step = (by: number) => onMatch((matches?.match ?? 0) + by);
  return (
    <div className="flex flex-wrap items-center gap-2" role="search" aria-label={logText.log}>
      <SearchBox
        value={address.find}
        onChange={(find) => {
          onMatch(0);
          address.set({ find, line: "" });
        }}
        onStep={step}
      />
      {matches && (
        <span className="flex items-center gap-1 text-xs text-ink-muted tabular-nums">
          <span role="status" className="min-w-16 text-center">
            {describeMatches(matches)}
          </span>
          <IconButton
            size="sm"
            label={logText.previousMatch}
            keys={["Shift", "Enter"]}
            icon={<ArrowUp strokeWidth={1.75} />}
            disabled={!matches.total}
            onClick={() => step(-1)}
          />
          <IconButton
            size="sm"
            label={logText.nextMatch}
            keys={["Enter"]}
            icon={<ArrowDown strokeWidth={1.75} />}
            disabled={!matches.total}
            onClick={() => step(1)}
          />
          <Button
            size="sm"
            variant="ghost"
            aria-pressed={address.onlyMatches}
            onClick={() => address.set({ only: address.onlyMatches ? "" : "matches" })}
          >
            {address.onlyMatches ? logText.showAllLines : logText.onlyMatches}
          </Button>
        </span>
      )}
      <Select
        aria-label={logText.leastLevel}
        className="w-34"
        value={address.level}
        onValueChange={(level) => address.set({ level: level === "info" ? "" : level, line: "" })}
        options={logLevels.map((level) => ({
          value: level,
          label: level === "debug" ? logText.allLevels : logText.fromLevel[level],
        }))}
      />
      {streams.length > 1 && (
        <Select
          aria-label={logText.stream}
          className="w-44"
          value={address.stream === "" ? allStreams : address.stream}
          onValueChange={(stream) => address.set({ stream: stream === allStreams ? "" : stream, line: "" })}
          options={[
            { value: allStreams, label: logText.allStreams },
            ...streams.map((label) => ({ value: label, label })),
          ]}
        />
      )}
      {errors > 0 && (
        <Button size="sm" className="text-bad" onClick={onFirstError}>
          {logText.firstOfErrors(errors)}
        </Button>
      )}
      <span className="ml-auto flex items-center gap-1">
        <IconButton
          label={isWrapped ? logText.doNotWrapLines : logText.wrapLines}
          aria-pressed={isWrapped}
          icon={<WrapText strokeWidth={1.75} />}
          onClick={() => onWrap(!isWrapped)}
          className={isWrapped ? "bg-accent-soft text-accent" : undefined}
        />
        <DropdownMenu
          align="end"
          trigger={<IconButton label={logText.download} icon={<Download strokeWidth={1.75} />} />}
        >
          <MenuItem onSelect={() => window.location.assign(logFile(runId, "text"))}>
            {logText.asText}
          </MenuItem>
          <MenuItem onSelect={() => window.location.assign(logFile(runId, "ndjson"))}>
            {logText.asNdjson}
          </MenuItem>
        </DropdownMenu>
      </span>
    </div>
  );
}

/** No stream is called so. */
const allStreams = " ";

interface SearchBoxProps {
  value: string;
  onChange: (text: string) => void;
  onStep: (by: number) => void;
}

function SearchBox({ value, onChange, onStep }: SearchBoxProps) {
  const [draft, setDraft] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  function type(text: string) {
    setDraft(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(text), typingMs);
  }
  return (
    <Input
      type="search"
      aria-label={logText.search}
      placeholder={logText.search}
      leading={<Search strokeWidth={1.75} />}
      maxLength={200}
      value={draft ?? value}
      onChange={(event) => type(event.target.value)}
      onBlur={() => setDraft((text) => (text === value ? undefined : text))}
      onKeyDown={(event) => {
        if (event.key === "Escape") type("");
        if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
      }}
      className="w-56 max-md:w-full"
    />
  );
}

function describeMatches({ match, total }: { match: number; total: number | null }): string {
  if (total === null) return logText.searching;
  return total === 0 ? logText.noMatch : logText.matchOf(match + 1, total);
}
