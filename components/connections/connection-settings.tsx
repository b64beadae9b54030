"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { PlanList } from "@/components/status/plan-card";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { Switch } from "@/components/ui/switch";
import { toast } from "@/components/ui/toaster";
import { deleteConnectionAction, updateConnectionAction } from "@/lib/connections/actions";

export interface ConnectionSettingsProps {
  id: string;
  name: string;
  status: "active" | "inactive";
}

/** Whether a connection runs at all, and its end. */
export function ConnectionSettings({ id, name, status }: ConnectionSettingsProps) {
  const router = useRouter();
  const [isActive, setIsActive] = useState(status === "active");

  async function activate(next: boolean) {
    setIsActive(next);
    const result = await updateConnectionAction({ id, changes: { status: next ? "active" : "inactive" } });
    if (!result.ok) {
      setIsActive(!next);
      toast.error(result.error.message);
      return;
    }
    router.refresh();
  }

  async function remove() {
    const result = await deleteConnectionAction({ id });
    if (!result.ok) throw new Error(result.error.message);
    router.push("/connections");
    router.refresh();
  }

  return (
    <>
      <Section
        title="Active"
        description="An inactive connection does not sync, neither by schedule nor by hand."
      >
        <label className="flex w-fit items-center gap-3 text-sm">
          <Switch checked={isActive} onCheckedChange={(next) => void activate(next)} aria-label="Active" />
          {isActive ? "Active" : "Inactive"}
        </label>
      </Section>
      <Section title="Delete" description="Tables that were written stay where they are.">
        <div>
          <AlertDialog
            trigger={<Button variant="danger">Delete connection</Button>}
            title={`Delete ${name}?`}
            description="A sync that goes on is cancelled first. Tables that were written stay, with all their rows."
            confirmLabel="Delete connection"
            onConfirm={remove}
          >
            <PlanList
              items={[
                {
                  verb: "delete",
                  what: `connection ${name}`,
                  detail: "with its schedule, its checkpoints and the history of its runs",
                },
              ]}
            />
          </AlertDialog>
        </div>
      </Section>
    </>
  );
}
