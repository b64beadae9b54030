"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { createDestinationInput, updateDestinationInput } from "./schema";
import { createDestination, deleteDestination, updateDestination } from "./service";

const id = z.uuid();

export const createDestinationAction = action({
  name: "createDestination",
  schema: createDestinationInput,
  role: "editor",
  changes: ["destinations", "names"],
  run: async (scope, input) => ({ id: (await createDestination(scope, input)).id }),
});

export const updateDestinationAction = action({
  name: "updateDestination",
  schema: z.object({ id, changes: updateDestinationInput }),
  role: "editor",
  changes: ["destinations", "names"],
  run: async (scope, input) => {
    await updateDestination(scope, input.id, input.changes);
  },
});

export const deleteDestinationAction = action({
  name: "deleteDestination",
  schema: z.object({ id, withConnections: z.boolean().default(false) }),
  role: "editor",
  changes: ["connections", "destinations", "names", "quarantine", "runs"],
  run: (scope, { id: destinationId, withConnections }) =>
    deleteDestination(scope, destinationId, { withConnections }),
});
