"use client";

import { useRouter } from "next/navigation";
import { PlanList } from "@/components/status/plan-card";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { deleteConnectionAction } from "@/lib/connections/actions";

/** The end of a connection, once its name is typed. */
export function DeleteConnection({ id, name }: { id: string; name: string }) {
  const router = useRouter();

  async function remove() {
    const result = await deleteConnectionAction({ id });
    if (!result.ok) throw new Error(result.error.message);
    router.push("/connections");
    router.refresh();
  }

  return (
    <div>
      <AlertDialog
        trigger={<Button variant="danger">Delete connection</Button>}
        title={`Delete ${name}?`}
        description="A sync that goes on is cancelled first. Tables that were written stay, with all their rows."
        confirmLabel="Delete connection"
        typeToConfirm={name}
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
  );
}
