"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { configSchema, nameSchema } from "@/lib/connectors/input";
import { createDestinationInput, updateDestinationInput } from "./schema";
import {
  checkDestination,
  checkDestinationConfig,
  createDestination,
  deleteDestination,
  updateDestination,
} from "./service";

const id = z.uuid();

/** Really writes, reads back and removes with what stands in the form; nothing is stored. */
export const checkDestinationConfigAction = action({
  name: "checkDestinationConfig",
  schema: z.object({
    connector: z.string(),
    config: configSchema,
    destinationId: id.optional(),
    name: nameSchema.optional(),
  }),
  role: "editor",
  run: (scope, input) => checkDestinationConfig(scope, input),
});

export const checkDestinationAction = action({
  name: "checkDestination",
  schema: z.object({ id }),
  role: "editor",
  run: (scope, input) => checkDestination(scope, input.id),
});

export const createDestinationAction = action({
  name: "createDestination",
  schema: createDestinationInput,
  role: "editor",
  run: async (scope, input) => ({ id: (await createDestination(scope, input)).id }),
});

export const updateDestinationAction = action({
  name: "updateDestination",
  schema: z.object({ id, changes: updateDestinationInput }),
  role: "editor",
  run: async (scope, input) => {
    await updateDestination(scope, input.id, input.changes);
  },
});

export const deleteDestinationAction = action({
  name: "deleteDestination",
  schema: z.object({ id, withConnections: z.boolean().default(false) }),
  role: "editor",
  run: (scope, { id: destinationId, withConnections }) =>
    deleteDestination(scope, destinationId, { withConnections }),
});
