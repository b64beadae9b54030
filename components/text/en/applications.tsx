import type { ReactNode } from "react";

export const title = "API applications";
export const loading = "Loading the API applications";
export const about =
  "Programs reach this workspace with a client id and secret. Deleting an application ends its tokens at once.";

export const newNameLabel = "Application name";
export const newNameHelp = "What uses it, for example nightly-report.";
export const create = "Create application";
export const credentialsOf = (application: string) => `Credentials of ${application}`;
export const copySecretOf = (application: ReactNode) => (
  <>Copy the secret of {application} now. Only a hash of it is kept, so it is not shown again.</>
);
export const clientSecret = "Client secret";

export const nameColumn = "Name";
export const clientId = "Client id";
export const createdColumn = "Created";
export const lastUsedColumn = "Last used";
export const deleteColumn = "Delete";
export const nothingYet = "No application yet: nothing uses the API.";
export const copyClientIdOf = (application: string) => `Copy the client id of ${application}`;
export const never = "Never";
export const deleteMeaning = "Its tokens end at once, and what uses them gets 401 from then on.";

export const howToTitle = "Using the API";
export const howToAbout = "An access token for the client id and secret, then any request with it.";
export const getToken = "Get a token";
export const listWorkspaces = "List the workspaces";
export const startSync = "Start a sync";
export const copyStep = (step: string) => `Copy: ${step}`;
