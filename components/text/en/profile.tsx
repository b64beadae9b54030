import type { ReactNode } from "react";

export const title = "Profile";
export const overviewTab = "Overview";
export const tokensTab = "Tokens";
export const name = "Name";
export const type = "Type";

export const loadingProfile = "Loading the profile";
export const id = "Id";
export const copyId = "Copy the id";
export const email = "E-mail";
export const person = "person";
export const role = "Role";
export const roleOf = (role: string, workspace: string) => `${role} of ${workspace}`;
export const tags = "Tags";
export const passwordTitle = "Password";
export const passwordMeaning = "Changing it ends your sessions in all other browsers.";
export const appearanceTitle = "Appearance";

export const loadingApiKeys = "Loading the API keys";
export const apiKeys = "API keys";
export const aboutApiKeys =
  "For the API, and for destinations that write only with a key. A key is shown once, when it is made, and cannot be revealed after creation.";
export const noApiKey = "You have no API key.";
export const searchByName = "Search by name";
export const nothingNamed = (search: string) => `Nothing is named like “${search}”.`;

export const newApiKey = (name: string) => `API key ${name}`;
export const newKey = "Key";
export const copyKeyNow = (name: ReactNode) => (
  <>Copy the key {name} now. Only a hash of it is kept, so it is not shown again.</>
);

export const expirationColumn = "Expiration";
export const apiKey = "API key";
export const lastUsedColumn = "Last used";
export const actionColumn = "Action";
export const keyType = "apikey";
export const expired = "Expired";
export const neverUsed = "Never";
export const endsIn = (ending: string) => `ends in ${ending}`;
export const deleteMeaning =
  "It ends at once: the API answers 401 to it, and a run that writes with it stops.";

export const addApiKey = "Add API Key";
export const addMeaning = "It acts as you, with your role, until it expires or is deleted.";
export const apiKeyName = "API name";
export const apiKeyNameHelp = "Letters, digits and underscores only, for example nightly_report.";
export const duration = "Duration in hours";
export const durationHelp = "A whole number from 1 to 87,600, which is ten years.";
export const durationUnit = "hours";
export const cancel = "Cancel";
export const save = "Save";
