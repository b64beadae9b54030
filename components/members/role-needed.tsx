import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";
import type { Role } from "@/lib/auth/roles";

export interface RoleNeededProps {
  needed: Role;
  /** The reader's own; none where the session has just ended. */
  own: Role | undefined;
}

/** In the place of a page that the reader's role does not reach. */
export function RoleNeeded({ needed, own }: RoleNeededProps) {
  return (
    <Empty
      title={`This page needs the role ${needed}.`}
      action={<ButtonLink href="/settings/members">See who can give it</ButtonLink>}
    >
      {own && `Yours is ${own}. `}
      {needed === "owner" ? "An owner can give it." : "An owner or admin can give it."}
    </Empty>
  );
}
