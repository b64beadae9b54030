import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";
import type { Role } from "@/lib/auth/roles";
import * as text from "@/text/members";

export interface RoleNeededProps {
  needed: Role;
  /** The reader's own; none where the session has just ended. */
  own: Role | undefined;
}

/** In the place of a page that the reader's role does not reach. */
export function RoleNeeded({ needed, own }: RoleNeededProps) {
  return (
    <Empty
      title={text.roleNeeded(text.roleNames[needed])}
      action={<ButtonLink href="/settings/members">{text.seeWhoGivesIt}</ButtonLink>}
    >
      {own && `${text.ownRole(text.roleNames[own])} `}
      {needed === "owner" ? text.ownerGivesIt : text.adminGivesIt}
    </Empty>
  );
}
