"use client";

import { DeleteDialog } from "@/components/status/delete-dialog";
import { Button } from "@/components/ui/button";
import * as text from "@/text/actors";
import { actorActions } from "./actor-actions";
import { actorPlaces, type ActorKind } from "./actor";

export interface DeleteActorProps {
  kind: ActorKind;
  id: string;
  name: string;
  dependants: { id: string; name: string }[];
}

/** Names what goes with it before it goes. */
export function DeleteActor({ kind, id, name, dependants }: DeleteActorProps) {
  const connections = dependants.length;
  return (
    <DeleteDialog
      name={name}
      kind={kind}
      description={text.deleteMeaning}
      also={dependants.map((connection) => ({
        verb: "delete",
        what: text.connectionNamed(connection.name),
        detail: text.goesWithConnection,
      }))}
      {...(connections === 0 ? {} : { confirmLabel: text.deleteWithConnections[kind](connections) })}
      trigger={<Button variant="danger">{text.deleteActor[kind]}</Button>}
      onDelete={() => actorActions[kind].remove({ id, withConnections: connections > 0 })}
      leadsTo={actorPlaces[kind].href}
    />
  );
}
