import * as text from "@/text/ui";

/** The six states of anything in the console. Colour never stands alone: a dot's shape and a word go with it. */
export type State = "ok" | "running" | "waiting" | "warn" | "bad" | "paused";

export const stateText: Record<State, string> = {
  ok: "text-ok",
  running: "text-running",
  waiting: "text-waiting",
  warn: "text-warn",
  bad: "text-bad",
  paused: "text-paused",
};

export const stateSoft: Record<State, string> = {
  ok: "bg-ok-soft",
  running: "bg-running-soft",
  waiting: "bg-waiting-soft",
  warn: "bg-warn-soft",
  bad: "bg-bad-soft",
  paused: "bg-paused-soft hatched",
};

export const stateDot: Record<State, string> = {
  ok: "text-ok-dot",
  running: "text-running-dot",
  waiting: "text-waiting-dot",
  warn: "text-warn-dot",
  bad: "text-bad-dot",
  paused: "text-paused-dot",
};

/** What a state is called where the caller gives no better word. */
export const stateWord: Record<State, string> = text.states;
