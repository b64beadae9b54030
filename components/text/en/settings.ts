export const title = "Settings";
export const loading = "Loading the settings";
export const workspaceTab = "Workspace";
export const membersTab = "Members";
export const notificationsTab = "Notifications";
export const applicationsTab = "API applications";
export const governanceTab = "Governance";
export const auditTab = "Audit log";
export const systemTab = "System";

export const nameTitle = "Name";
export const workspaceName = "Workspace name";
export const adminMayRename = "An owner or admin may rename it.";
export const rename = "Rename";
export const renamed = "The workspace has its new name.";
export const factsTitle = "Facts";
export const idFact = "Id";
export const copyWorkspaceId = "Copy the workspace id";
export const createdFact = "Created";

export const currentPassword = "Current password";
export const newPassword = "New password";
export const newPasswordHelp = "At least 10 characters.";
export const changePassword = "Change password";
export const passwordChanged = "The password is changed. Other browsers are signed out.";

export const theme = "Theme";
export const light = "Light";
export const dark = "Dark";
export const asSystem = "System";

export const copyShown = (label: string) => `Copy the ${label.toLowerCase()}`;
export const haveCopied = "I have copied it";
