"use client";

import { DeleteDialog } from "@/components/status/delete-dialog";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/action/call";
import { deleteConnectionAction } from "@/lib/connections/actions";
import * as text from "@/text/connection-settings";

/** The end of a connection, once its name is typed. */
export function DeleteConnection({ id, name }: { id: string; name: string }) {
  return (
    <div>
      <DeleteDialog
        name={name}
        kind="connection"
        description={text.deleteMeaning}
        detail={text.deletedWithIt}
        typeToConfirm={name}
        trigger={<Button variant="danger">{text.deleteConnection}</Button>}
        onDelete={() => call(deleteConnectionAction, { withoutPage: true })({ id })}
        leadsTo="/connections"
      />
    </div>
  );
}
