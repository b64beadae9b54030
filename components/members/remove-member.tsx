"use client";

import { useRouter } from "next/navigation";
import { PlanList } from "@/components/status/plan-card";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { formatCountOf } from "@/components/ui/format";
import { removeMemberAction } from "@/lib/members/actions";
import type { MembershipView } from "@/lib/members/schema";

export function RemoveMember({ member }: { member: MembershipView }) {
  const { userId, name, email, keyCount } = member;
  const router = useRouter();

  async function remove() {
    const result = await removeMemberAction({ userId });
    if (!result.ok) throw new Error(result.error.message);
    router.refresh();
  }

  return (
    <AlertDialog
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Remove ${name}`}>
          Remove
        </Button>
      }
      title={`Remove ${name}?`}
      description="They are out at once. What they have set up stays and runs on; what writes with their keys stops."
      confirmLabel="Remove member"
      onConfirm={remove}
    >
      <PlanList
        items={[
          { verb: "delete", what: `member ${name}`, detail: email },
          ...(keyCount > 0 ? [{ verb: "delete" as const, what: formatCountOf(keyCount, "API key") }] : []),
        ]}
      />
    </AlertDialog>
  );
}
