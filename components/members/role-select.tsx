"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toaster";
import type { Role } from "@/lib/auth/roles";
import { call } from "@/lib/action/call";
import { changeRoleAction } from "@/lib/members/actions";
import * as text from "@/text/members";

export interface RoleSelectProps {
  member: { userId: string; name: string; role: Role };
  mayGive: Role[];
  isSelf: boolean;
}

/** A member's role, changed at once; one's own only after a question, since one cannot take it back. */
export function RoleSelect({ member, mayGive, isSelf }: RoleSelectProps) {
  const router = useRouter();
  const [chosen, setChosen] = useState<{ from: Role; to: Role }>();
  const [busy, setBusy] = useState(false);
  // Until the page has come with it.
  if (chosen && chosen.from !== member.role) setChosen(undefined);
  const [asking, setAsking] = useState<Role>();

  async function change(role: Role): Promise<string | null> {
    setChosen({ from: member.role, to: role });
    setBusy(true);
    const result = await call(changeRoleAction)({ userId: member.userId, role });
    setBusy(false);
    if (result.ok) return null;
    setChosen(undefined);
    router.refresh();
    return result.error.message;
  }

  async function choose(role: Role) {
    if (role === member.role) return;
    if (isSelf) return setAsking(role);
    const problem = await change(role);
    if (problem !== null) toast.error(problem);
    else toast.success(text.hasRoleNow(member.name, text.roleNames[role]));
  }

  async function stepDown() {
    const problem = asking && (await change(asking));
    if (problem) throw new Error(problem);
  }

  return (
    <>
      <Select
        size="sm"
        className="w-26"
        aria-label={text.roleOf(member.name)}
        value={chosen?.to ?? member.role}
        disabled={busy}
        onValueChange={(role) => void choose(role as Role)}
        options={mayGive.map((role) => ({ value: role, ...text.roles[role] }))}
      />
      <AlertDialog
        open={asking !== undefined}
        onOpenChange={(open) => !open && setAsking(undefined)}
        title={text.becomeTitle(text.roleNames[asking ?? member.role])}
        description={text.becomeMeaning}
        confirmLabel={text.changeOwnRole}
        onConfirm={stepDown}
      />
    </>
  );
}
