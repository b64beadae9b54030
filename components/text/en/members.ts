import { formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const title = "Members";
export const loading = "Loading the members";
export const about = "A changed role counts from the member's next click on.";
export const nameColumn = "Name";
export const role = "Role";
export const joined = "Joined";
export const apiKeys = "API keys";
export const lastKeyUseColumn = "Last key use";
export const removeColumn = "Remove";
export const you = "(you)";
export const lastOwner = "A workspace has at least one owner.";
export const never = "Never";

export const roleOf = (member: string) => `Role of ${member}`;
export const hasRoleNow = (member: string, roleName: string) => `${member} is ${roleName} now.`;
export const becomeTitle = (roleName: string) => `Become ${roleName} yourself?`;
export const becomeMeaning = "You cannot raise your own role again: another admin or owner has to.";
export const changeOwnRole = "Change my role";

export const removeMeaning =
  "They are out at once. What they have set up stays and runs on; what writes with their keys stops.";
export const removedKeys = (keys: number) => formatCountOf(keys, nouns.apiKey);

export const invitationsTitle = "Invitations";
export const invitationsAbout = "A link makes one person a member. It is shown once, when it is made.";
export const invitationFor = (address: string) => `Invitation for ${address}`;
export const invitationForAnyone = "Invitation for whoever has the link";
export const link = "Link";
export const sendLinkTo = (address: string) =>
  `Send this link to ${address}. Only a hash of it is kept, so it is not shown again.`;
export const sendLink =
  "Send this link to the person you invite. Only a hash of it is kept, so it is not shown again.";
export const invitationsLabel = "Open invitations";
export const forColumn = "For";
export const invitedByColumn = "Invited by";
export const endsColumn = "Ends";
export const noInvitation = "No invitation is open.";
export const whoeverHasLink = "Whoever has the link";
export const revoke = "Revoke";
export const revokeOf = (address: string) => `Revoke the invitation for ${address}`;
export const revokeForAnyone = "Revoke the invitation for whoever has the link";

export const invite = "Invite member";
export const inviteMeaning =
  "You get a link to send. Whoever opens it signs up, or joins with their account.";
export const email = "E-mail";
export const emailHelp =
  "Then nobody else can use the link. Leave it empty for a link that anybody can use once.";
export const goodFor = "Good for";
export const lifetime = (days: number) => formatCountOf(days, nouns.day);
export const cancel = "Cancel";
export const makeLink = "Make link";

export const rolesTitle = "Roles";
/** What each may do, as `lib/auth/roles.ts` has it. */
export const roles = {
  owner: { label: "Owner", description: "Everything: also API applications, and who is an owner." },
  admin: { label: "Admin", description: "Also members, notifications, write policies and the workspace." },
  editor: {
    label: "Editor",
    description: "Also sets up sources, destinations and connections, and runs them.",
  },
  viewer: { label: "Viewer", description: "Sees everything but secrets, changes nothing." },
} as const satisfies Record<string, { label: string; description: string }>;
/** As they stand within a sentence. */
export const roleNames = {
  owner: "owner",
  admin: "admin",
  editor: "editor",
  viewer: "viewer",
} as const satisfies Record<string, string>;

export const roleNeeded = (roleName: string) => `This page needs the role ${roleName}.`;
export const ownRole = (roleName: string) => `Yours is ${roleName}.`;
export const ownerGivesIt = "An owner can give it.";
export const adminGivesIt = "An owner or admin can give it.";
export const seeWhoGivesIt = "See who can give it";

export const memberTitle = "Member";
export const loadingMember = "Loading the member";
export const settingsCrumb = "Settings";
export const whatTheyChanged = "What they changed";
export const apiKeysAbout = "What acts in this member's name. A key that is deleted ends at once.";
export const noApiKey = "This member has no API key.";
