import type { ReactNode } from "react";

export const productName = "Sluice";
export const pageTitle = "%s · Sluice";
export const about = "Data integration in one process: sources to warehouses, databases and files, verified.";

export const skipToPage = "Skip to the page";
export const searchButton = "Search…";
export const searchOrGoTo = "Search or go to";
export const sections = "Sections";
export const onboarding = "Onboarding";
export const connections = "Connections";
export const sources = "Sources";
export const destinations = "Destinations";
export const runs = "Runs";
export const quarantine = "Quarantine";
export const settings = "Settings";
/** Behind their number. */
export const needAttention = "need attention";
export const allWell = "All well";
export const health = (state: string) => `Health: ${state}`;
export const accountOf = (name: string) => `Account of ${name}`;
export const signOut = "Sign out";
export const theme = "Theme";
export const light = "Light";
export const dark = "Dark";
export const system = "System";

export const commands = "Commands";
export const commandsPlaceholder = "Search or go to…";
export const searching = "Searching…";
export const searchFailed = "The console does not answer. Nothing beyond this page could be searched.";
export const nothingMatches = "Nothing matches. Try a name or a verb such as “sync”.";
export const actionsGroup = "Actions";
export const goToGroup = "Go to";
export const createGroup = "Create";
export const newSource = "New source";
export const newDestination = "New destination";
export const newConnection = "New connection";
export const profile = "Profile";
export const apiKeys = "API keys";
export const governance = "Governance";
export const members = "Members";
export const notifications = "Notifications";
export const auditLog = "Audit log";
export const lightTheme = "Light theme";
export const darkTheme = "Dark theme";
export const systemTheme = "Theme of the system";
export const sync = (connection: string) => `Sync ${connection} now`;
export const syncs = (connection: string) => `${connection} syncs now`;
export const syncsAsRun = (number: number) => `Run ${number}.`;

/** Other words that find a command. */
export const apiKeysKeywords = ["tokens"];
export const governanceKeywords = ["policies"];
export const membersKeywords = ["invite", "roles"];
export const notificationsKeywords = ["webhook", "e-mail", "slack"];
export const systemKeywords = ["health", "backup"];
export const onboardingKeywords = ["get started", "sample"];

export const keys = "Keys";
export const everywhere = "Everywhere";
export const theseKeys = "These keys";
export const close = "Close";
export const escapeKey = "Esc";
export const controlKey = "Ctrl";

export const connectionToConsole = "Connection to the console";
export const unreachable = "The console cannot be reached.";
export const standsStill = (since: ReactNode) => <>What you see is as of {since}; it goes on by itself.</>;
