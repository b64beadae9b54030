"use client";

import { DeleteDialog } from "@/components/status/delete-dialog";
import { Button } from "@/components/ui/button";
import { deleteConnectionAction } from "@/lib/connections/actions";

/** The end of a connection, once its name is typed. */
export function DeleteConnection({ id, name }: { id: string; name: string }) {
  return (
    <div>
      <DeleteDialog
        name={name}
        thing="connection"
        description="A sync that goes on is cancelled first. Tables that were written stay, with all their rows."
        detail="with its schedule, its checkpoints and the history of its runs"
        typeToConfirm={name}
        trigger={<Button variant="danger">Delete connection</Button>}
        onDelete={() => deleteConnectionAction({ id })}
        leadsTo="/connections"
      />
    </div>
  );
}
