import { formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const runs = "Runs";
export const loading = "Loading the runs";
export const nothingHasRun = "Nothing has run yet.";
export const lookAtConnections = "Look at the connections";
export const neverSyncedYet = "This connection has never synced.";
export const notLive = (reason: string) => `This list is not live: ${reason} It is asked for again.`;
export const sessionEnded = "Your session has ended. Sign in again.";
export const answeredWith = (status: number) => `The console answered with status ${status}.`;

export const last = "Last";
export const periods = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
} as const satisfies Record<string, string>;
export const allConnections = "All connections";
export const noSuchConnection = "No connection is named like this.";
export const loadingConnections = "Loading…";

export const chartsNotRead = "The charts could not be read";
export const loadingCharts = "Loading the charts";
export const noRunToDraw = "No run to draw.";
/** By what a bar stands for. */
export const chartsOfAll = {
  hour: "Charts of all kept runs, by hour",
  day: "Charts of all kept runs, by day",
};
export const chartsOfPeriod = {
  hour: "Charts of the chosen time, by hour",
  day: "Charts of the chosen time, by day",
};
export const chart = {
  hour: (measure: string, figure: string) => `${measure} by hour: ${figure} in all`,
  day: (measure: string, figure: string) => `${measure} by day: ${figure} in all`,
};
export const asTable = "As a table";
export const barsOf = {
  hour: (hours: number) => formatCountOf(hours, nouns.hour),
  day: (days: number) => formatCountOf(days, nouns.day),
};
export const runsBy = { hour: "Runs by hour", day: "Runs by day" };
export const timeColumn = { hour: "Hour", day: "Day" };
export const meanDuration = "Mean duration";

export const allRuns = "All runs";
export const fromAndTo = "From and to";
export const connection = "Connection";
export const run = "Run";
export const kind = "Kind";
export const startedBy = "Started by";
export const status = "Status";
export const started = "Started";
export const duration = "Duration";
export const rows = "Rows";
export const bytes = "Bytes";
export const noneAsFiltered = "No run is as these filters ask for.";
export const showAllRuns = "Show all runs";
export const pages = "Pages";
export const newer = "Newer";
export const older = "Older";

export const kinds = {
  sync: "Sync",
  refresh: "Refresh",
  clear: "Clear",
  sample: "Sample",
  replay: "Quarantine replay",
  verify: "Comparison",
  repair: "Repair",
} as const satisfies Record<string, string>;
/** Who or what asked for a run. */
export const triggers = {
  manual: "By hand",
  schedule: "Schedule",
  api: "API",
  demo: "Demo",
  connection: "After another",
} as const satisfies Record<string, string>;

export const queued = "Queued";
export const running = "Running";
export const succeeded = "Succeeded";
export const failed = "Failed";
export const cancelled = "Cancelled";

export const inactive = "Inactive";
export const neverSynced = "Never synced";

export const waiting = "Waiting";
export const moving = "Moving";
export const held = "Held";
export const finishing = "Finishing";
export const verifying = "Verifying";
export const verified = "Verified";
