"use client";

import { DeleteDialog } from "@/components/status/delete-dialog";
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
  const words = actorWords[kind];
  const more = dependants.length === 0 ? "" : ` and ${formatCountOf(dependants.length, "connection")}`;
  return (
    <DeleteDialog
      name={name}
      thing={words.title}
      description="Tables that were written stay where they are, with all their rows."
      also={dependants.map((connection) => ({
        verb: "delete",
        what: `connection ${connection.name}`,
        detail: "with its schedule and the history of its runs",
      }))}
      confirmLabel={`Delete ${words.title}${more}`}
      trigger={<Button variant="danger">Delete {words.title}</Button>}
      onDelete={() => actorActions[kind].remove({ id, withConnections: dependants.length > 0 })}
      leadsTo={words.href}
    />
  );
}
