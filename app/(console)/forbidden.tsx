import { RoleNeeded } from "@/components/members/role-needed";
import { currentSession } from "@/lib/auth/current-session";

/** What `requireRole("editor")` shows; folders whose pages need another role have their own. */
export default async function ConsoleForbidden() {
  return <RoleNeeded needed="editor" own={(await currentSession())?.user.role} />;
}
