import type { ReactNode } from "react";
import { formatCountOf, formatDuration, formatRows, type Count } from "@/components/ui/format";
import * as nouns from "./nouns";

export const title = "Onboarding";
export const loading = "Loading the steps";
export const about = "From nothing to rows that are moved, counted and proven, in three steps.";
export const aboutDone = "Done: rows were moved, counted and proven. Each step can be taken once more.";
export const showInMenu = "Show in the menu";
export const hideFromMenu = "Hide from the menu";
export const hidden = "Hidden from the menu";
export const hiddenMeaning = "⌘K and your profile’s menu still lead here.";

export const sampleTitle = "See it work first";
export const sampleMeaning =
  "2,100 generated rows go into a DuckDB file here, and are counted there. Source, destination, connection and sync are real: look at them, change them, delete them.";
export const syncSample = "Sync sample data";
export const syncSampleAgain = "Sync the sample again";
export const sampleOf = (source: string, destination: string) => `Sample: ${source} → ${destination}`;
export const sampleWrote = (rows: Count) => `It wrote ${formatRows(rows)} and counted them in the file.`;
export const sampleWroteIn = (rows: Count, durationMs: number) =>
  `It wrote ${formatRows(rows)} in ${formatDuration(durationMs)} and counted them in the file.`;
export const sampleNotGreen = "Its run has not ended green.";
export const seeRun = "See the run";

export const stepsTitle = "Steps";
export const ownDataTitle = "Or with your own data";
export const stepDone = "Done";
export const stepNext = "Next";
export const stepLater = "Later";
export const sourceTitle = "Add a source";
export const sourceMeaning = "A database, files or a topic to read from. Its check really reads.";
export const sourceCount = (sources: number) => formatCountOf(sources, nouns.source);
export const newSource = "New source";
export const destinationTitle = "Add a destination";
export const destinationMeaning = "Where the rows go. Its check writes a test row and removes it.";
export const destinationCount = (destinations: number) => formatCountOf(destinations, nouns.destination);
export const newDestination = "New destination";
export const syncTitle = "Connect them and sync";
export const syncMeaning =
  "Choose streams, how each is synced and how often. Every row is counted where it arrived.";
export const syncCount = (connections: number, syncs: number) =>
  `${formatCountOf(connections, nouns.connection)}, ${formatCountOf(syncs, nouns.sync)} ended verified`;
export const openConnection = "Open the connection";
export const newConnection = "New connection";

export const shellTitle = "From a shell";
export const copyCommand = (command: string) => `Copy: ${command}`;
export const withoutConsole = "Sync without a console";
export const withoutConsoleNote =
  "In the folder that Sluice is installed in: writes sample data to first.duckdb there.";
export const listOverApi = "List the sources over the API";
export const syncOverApi = (connection: string) => `Sync ${connection} over the API`;
export const apiKeyNote = "SLUICE_API_KEY holds one of your keys.";
export const keyIsMadeUnder = (place: ReactNode) => <>A key is made under {place} and shown once.</>;
export const apiKeysPlace = "Profile, API keys";
