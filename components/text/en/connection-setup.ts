import { formatCount } from "@/components/ui/format";

export const title = "New connection";
export const allConnections = "Connections";
export const loading = "Loading the source and the destination";
export const mendSource = "Mend the source under its settings, then come back.";
export const openSourceSettings = "Open the source’s settings";

export const endLabels = { source: "Source", destination: "Destination" };
export const chooseEnd = { source: "Choose a source", destination: "Choose a destination" };
export const newEnd = { source: "New source", destination: "New destination" };
export const noEndYet = "There is none yet";
export const goOn = "Continue";

export const replication = "Replication";
export const notSaved = "What you changed on this page is not saved.";
export const name = "Name";
export const streams = "Streams";
export const aboutStreams = "What is moved, and how. Open a stream for its fields, mappers and table.";
export const refreshSchema = "Refresh source schema";
export const tables = "Tables";
export const normalization = "Normalization";
export const mendAbove = "Mend it above, then go on.";
export const setUp = "Set up connection";
export const save = "Save";
export const cancel = "Cancel";

export const syncModes = {
  full_refresh_overwrite: "Full refresh | Overwrite",
  full_refresh_append: "Full refresh | Append",
  incremental_append: "Incremental | Append",
  incremental_deduped_history: "Incremental | Deduped",
} as const satisfies Record<string, string>;

export const namespace = "Namespace";
export const namespaceMeaning = "The schema that tables are written to.";
export const destinationDefault = "Destination default";
export const mirrorSource = "Mirror source structure";
export const customFormat = "Custom format";
export const namespaceFormat = "Namespace format";
export const namespaceFormatMeaning = "${SOURCE_NAMESPACE} stands for the source’s namespace.";
export const namespaceFormatExample = "${SOURCE_NAMESPACE}_copy";
export const prefix = "Stream prefix";
export const prefixMeaning = "Stands before each table’s name.";
export const tableNames = "What tables will be called";
export const chooseStream = "Choose a stream to see its table.";
export const moreTables = (tables: number) => `and ${formatCount(tables)} more, each in its row above`;

export const frequency = "Frequency";
export const manual = "Manual";
export const cron = "Cron";
export const afterAnother = "After another connection";
export const after = (connection: string) => `After ${connection}`;
export function period(minutes: number): string {
  if (minutes < 60) return `Every ${minutes} min`;
  return minutes === 60 ? "Every hour" : `Every ${minutes / 60} h`;
}

export const cronExpression = "Cron expression";
export const cronParts = "Minute, hour, day of the month, month, day of the week.";
export const timeZone = "Time zone";
export const nextTimesIn = (timeZone: string) => `Next five times in ${timeZone}`;
export const nextTimes = "Next five times";

export const followed = "After connection";
export const followedMeaning = "Syncs whenever a sync of that connection has ended green.";
export const chooseConnection = "Choose a connection…";
export const loadingConnections = "Loading…";
export const noConnectionNamedSo = "No connection is named like this.";
export const connectionsNotRead = (reason: string) => `The connections could not be read. ${reason}`;
