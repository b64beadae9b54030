"use client";

import { DeleteDialog } from "@/components/status/delete-dialog";
import { formatCountOf } from "@/components/ui/format";
import { removeMemberAction } from "@/lib/members/actions";
import type { MembershipView } from "@/lib/members/schema";

export function RemoveMember({ member }: { member: MembershipView }) {
  const { userId, name, email, keyCount } = member;
  return (
    <DeleteDialog
      name={name}
      thing="member"
      verb="Remove"
      description="They are out at once. What they have set up stays and runs on; what writes with their keys stops."
      detail={email}
      also={keyCount > 0 ? [{ verb: "delete", what: formatCountOf(keyCount, "API key") }] : []}
      onDelete={() => removeMemberAction({ userId })}
    />
  );
}
