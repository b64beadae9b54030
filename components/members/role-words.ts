import type { Role } from "@/lib/auth/roles";

/** What each role may do, as `lib/auth/roles.ts` has it. */
export const roleWords: Record<Role, { label: string; description: string }> = {
  owner: { label: "Owner", description: "Everything: also API applications, and who is an owner." },
  admin: { label: "Admin", description: "Also members, notifications, write policies and the workspace." },
  editor: {
    label: "Editor",
    description: "Also sets up sources, destinations and connections, and runs them.",
  },
  viewer: { label: "Viewer", description: "Sees everything but secrets, changes nothing." },
};
