"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { createConnectionInput, updateConnectionInput } from "./schema";
import { createConnection, deleteConnection, updateConnection } from "./service";

const id = z.uuid();

export const createConnectionAction = action({
  name: "createConnection",
  schema: createConnectionInput,
  role: "editor",
  run: async (scope, input) => ({ id: (await createConnection(scope, input)).id }),
});

export const updateConnectionAction = action({
  name: "updateConnection",
  schema: z.object({ id, changes: updateConnectionInput }),
  role: "editor",
  run: async (scope, input) => {
    await updateConnection(scope, input.id, input.changes);
  },
});

export const deleteConnectionAction = action({
  name: "deleteConnection",
  schema: z.object({ id }),
  role: "editor",
  run: (scope, input) => deleteConnection(scope, input.id),
});
