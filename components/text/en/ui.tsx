import type { ReactNode } from "react";
import { formatCount, type Count } from "@/components/ui/format";

/** What a state is called where nobody gives a better word. */
export const states = {
  ok: "OK",
  running: "Running",
  waiting: "Waiting",
  warn: "Needs attention",
  bad: "Failed",
  paused: "Paused",
} as const satisfies Record<string, string>;

export const loading = "Loading";
export const errorId = (id: ReactNode) => <>Error id {id}</>;
export const copyErrorId = "Copy the error id";
export const readAgain = "Read again";
export const copy = "Copy";
export const copied = "Copied";
export const copyRefused = "The browser does not allow it: select and copy by hand";

export const close = "Close";
export const cancel = "Cancel";
export const typeToConfirm = (typed: ReactNode) => <>Type {typed} to confirm</>;
export const leaveTitle = "Leave without saving?";
export const leave = "Leave";
export const stay = "Stay";

export const choose = "Choose…";
export const search = "Search…";
export const nothingMatches = "Nothing matches.";
export const useTyped = (typed: string) => `Use “${typed}”`;
export const chosenOf = (chosen: number, options: number) => `${chosen} of ${options} chosen`;
export const chosenMark = "Chosen: ";
export const remove = (tag: string) => `Remove ${tag}`;
export const removeFilter = (filter: string) => `Remove the filter ${filter}`;

export const datePlaceholder = "YYYY-MM-DD";
export const dateTimePlaceholder = "YYYY-MM-DDTHH:MM:SSZ";
export const utc = "UTC";
export const pickDate = "Pick a date";
export const pickDateAndTime = "Pick a date and time";

export const replacesStored = "Replaces the stored value.";
export const keepStored = "Keep the stored one";
export const stored = "Stored, encrypted";
export const replace = "Replace";
export const newValue = "New value";
export const show = "Show";
export const hide = "Hide";

export const breadcrumb = "Breadcrumb";
export const pages = "Pages";
export const allOfPages = (total: Count) => `${formatCount(total)} in all`;
export const partOfPages = (first: Count, last: Count, total: Count) =>
  `${formatCount(first)}–${formatCount(last)} of ${formatCount(total)}`;
export const logLevels = {
  debug: "debug",
  info: "info",
  warn: "warn",
  error: "error",
} as const satisfies Record<string, string>;
export const previous = "Previous";
export const next = "Next";
export const backToNewest = "Back to the newest";
