"use client";

import { DeleteDialog } from "@/components/status/delete-dialog";
import { call } from "@/lib/action/call";
import { removeMemberAction } from "@/lib/members/actions";
import type { MembershipView } from "@/lib/members/schema";
import * as text from "@/text/members";

export function RemoveMember({ member }: { member: MembershipView }) {
  const { userId, name, email, keyCount } = member;
  return (
    <DeleteDialog
      name={name}
      kind="member"
      description={text.removeMeaning}
      detail={email}
      also={keyCount > 0 ? [{ verb: "delete", what: text.removedKeys(keyCount) }] : []}
      onDelete={() => call(removeMemberAction)({ userId })}
    />
  );
}
