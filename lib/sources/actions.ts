"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { createSourceInput, updateSourceInput } from "./schema";
import { createSource, deleteSource, discoverSource, updateSource } from "./service";

const id = z.uuid();

export const createSourceAction = action({
  name: "createSource",
  schema: createSourceInput,
  role: "editor",
  changes: ["names", "sources"],
  run: async (scope, input) => ({ id: (await createSource(scope, input)).id }),
});

export const updateSourceAction = action({
  name: "updateSource",
  schema: z.object({ id, changes: updateSourceInput }),
  role: "editor",
  changes: ["names", "sources"],
  run: async (scope, input) => {
    await updateSource(scope, input.id, input.changes);
  },
});

/** Asks the source anew what it offers. */
export const refreshSourceSchemaAction = action({
  name: "refreshSourceSchema",
  schema: z.object({ id }),
  role: "editor",
  changes: ["sources"],
  run: async (scope, input) => ({
    streams: (await discoverSource(scope, input.id, { refresh: true })).length,
  }),
});

export const deleteSourceAction = action({
  name: "deleteSource",
  schema: z.object({ id, withConnections: z.boolean().default(false) }),
  role: "editor",
  changes: ["connections", "names", "quarantine", "runs", "sources"],
  run: (scope, { id: sourceId, withConnections }) => deleteSource(scope, sourceId, { withConnections }),
});
