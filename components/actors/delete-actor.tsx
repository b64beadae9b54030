"use client";

import { useRouter } from "next/navigation";
import { PlanList } from "@/components/status/plan-card";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { formatCountOf } from "@/components/ui/format";
import { actorActions } from "./actor-actions";
import { actorWords, type ActorKind } from "./actor";

export interface DeleteActorProps {
  kind: ActorKind;
  id: string;
  name: string;
  dependants: { id: string; name: string }[];
}

/** Names what goes with it before it goes. */
export function DeleteActor({ kind, id, name, dependants }: DeleteActorProps) {
  const router = useRouter();
  const words = actorWords[kind];
  const also = dependants.length === 0 ? "" : ` and ${formatCountOf(dependants.length, "connection")}`;

  async function remove() {
    const result = await actorActions[kind].remove({ id, withConnections: dependants.length > 0 });
    if (!result.ok) throw new Error(result.error.message);
    router.push(words.href);
    router.refresh();
  }

  return (
    <AlertDialog
      trigger={<Button variant="danger">Delete {words.title}</Button>}
      title={`Delete ${name}?`}
      description="Tables that were written stay where they are, with all their rows."
      confirmLabel={`Delete ${words.title}${also}`}
      onConfirm={remove}
    >
      <PlanList
        items={[
          { verb: "delete", what: `${words.title} ${name}` },
          ...dependants.map((connection) => ({
            verb: "delete" as const,
            what: `connection ${connection.name}`,
            detail: "with its schedule and the history of its runs",
          })),
        ]}
      />
    </AlertDialog>
  );
}
