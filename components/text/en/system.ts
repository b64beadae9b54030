import { formatCount, formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const title = "System";
export const loading = "Loading the system";
export const versionTitle = "Version";
export const sluiceVersion = "Sluice";
export const nodeVersion = "Node.js";

export const healthTitle = "Health";
export const healthAbout = "As it was when this page was drawn.";
export const partColumn = "Part";
export const stateColumn = "State";
export const whatColumn = "What it is";
export const well = "Well";
export const database = "Database";
export const databaseMeaning = "Keeps what was set up, and every run";
export const executor = "Executor";
export const executorMeaning = {
  embedded: "Starts runs and their steps: embedded",
  inngest: "Starts runs and their steps: an Inngest server",
} as const satisfies Record<string, string>;
export const workers = "Workers";
export const workersMeaning = (processes: number, busy: number, queued: number) =>
  `Move rows: ${formatCountOf(processes, nouns.process)}, ${formatCount(busy)} at work, ${formatCountOf(queued, nouns.task)} waiting`;

export const countsTitle = "This workspace holds";
export const sources = "Sources";
export const destinations = "Destinations";
export const connections = "Connections";
export const runs = "Runs";
export const members = "Members";

export const placesTitle = "Where the data is";
export const dataFolder = "Data folder";
export const localFiles = "Local files";
export const usedBySluice = "Used by Sluice";
export const freeOnDisk = "Free on its disk";
export const shownToAdmins = "Where the data is and how it is backed up is shown to admins.";

export const backupTitle = "Backup";
export const backupAbout = "Everything but the rows that were synced, which are where you sent them.";
export const lastBackup = "Last backup";
export const noBackupKnown = "None is known on this machine.";
export const secretKey = "Secret key";
export const keyInEnvironment = (variable: string) => `in ${variable}`;
export const secretKeyOpens = "opens the secrets in a backup: keep a copy in another place.";
export const writeBackup = "Write a backup; the console may run on";
export const bringBack = "Bring it back into an empty data folder, with the console stopped";
export const copyStep = (step: string) => `Copy: ${step}`;
