import { z } from "zod";
import { logLevels } from "./log-levels";
import type { RunLogLine } from "./schema";

/** Which lines of a run's log are looked at; what is absent leaves none out. */
export const logViewSchema = z.object({
  /** This level and the graver ones. */
  level: z.enum(logLevels).optional(),
  stream: z.string().min(1).max(1_000).optional(),
  /** In the message or the facts, in any case. */
  search: z.string().min(1).max(200).optional(),
});

export type LogView = z.infer<typeof logViewSchema>;

/** A part of a run's log by places: the first line of the view has place 0. */
export interface LogWindow {
  total: number;
  from: number;
  lines: RunLogLine[];
}

export interface FoundLine {
  /** How many lines of the view are as wanted. */
  total: number;
  /** Which of them this is, from 0. */
  match: number;
  /** null: there is none. */
  line: { id: bigint; place: number } | null;
}

export interface SqlPart {
  text: string;
  values: unknown[];
}

/** As a condition on run_log; its parameters count on from `first`. Pure. */
export function viewCondition({ level, stream, search }: LogView, first: number): SqlPart {
  const values: unknown[] = [];
  const next = (value: unknown) => `$${first - 1 + values.push(value)}`;
  const parts = [
    ...(level && level !== "debug"
      ? [`level = ANY(${next(logLevels.slice(logLevels.indexOf(level)))}::text[])`]
      : []),
    ...(stream ? [`stream = ${next(stream)}`] : []),
    ...(search
      ? [`strpos(lower(message || ' ' || coalesce(facts::text, '')), lower(${next(search)})) > 0`]
      : []),
  ];
  return { text: parts.map((part) => ` AND ${part}`).join(""), values };
}
