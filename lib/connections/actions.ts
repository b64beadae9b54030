"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { refreshOffer } from "./editor";
import { rollBack } from "./generations";
import { planDraft } from "./plan-draft";
import { saveChoice, saveChoiceInput } from "./save-choice";
import { createConnectionInput, updateConnectionInput } from "./schema";
import { createConnection, deleteConnection, updateConnection } from "./service";
import { draftInput } from "./settle-draft";
import { editState, editStateInput, rewind } from "./state";
import { changeStreamOptions, streamOptionsInput } from "./stream-options";
import { nameTables, tableNamesInput } from "./table-names";
import { previewDraftTable, tablePreviewInput } from "./table-preview";

const id = z.uuid();

export const createConnectionAction = action({
  name: "createConnection",
  schema: createConnectionInput,
  role: "editor",
  changes: ["connections", "names"],
  run: async (scope, input) => ({ id: (await createConnection(scope, input)).id }),
});

/** What the editor asks before anything is stored. */
export const planDraftAction = action({
  name: "planDraft",
  schema: draftInput,
  role: "editor",
  changes: [],
  run: planDraft,
});

export const nameTablesAction = action({
  name: "nameTables",
  schema: tableNamesInput,
  role: "editor",
  changes: [],
  run: nameTables,
});

export const previewDraftTableAction = action({
  name: "previewDraftTable",
  schema: tablePreviewInput,
  role: "editor",
  changes: [],
  run: previewDraftTable,
});

export const refreshOfferAction = action({
  name: "refreshOffer",
  schema: z.object({ sourceId: id, destinationId: id }),
  role: "editor",
  changes: ["sources"],
  run: (scope, { sourceId, destinationId }) => refreshOffer(scope, sourceId, destinationId),
});

/** What was edited in Replication, and the refresh that goes with it. */
export const saveChoiceAction = action({
  name: "saveChoice",
  schema: saveChoiceInput,
  role: "editor",
  changes: ["connections", "names", "runs"],
  run: saveChoice,
});

export const updateConnectionAction = action({
  name: "updateConnection",
  schema: z.object({ id, changes: updateConnectionInput }),
  role: "editor",
  changes: ({ changes }) => (changes.name === undefined ? ["connections"] : ["connections", "names"]),
  run: async (scope, input) => ({
    revision: (await updateConnection(scope, input.id, input.changes)).revision,
  }),
});

export const deleteConnectionAction = action({
  name: "deleteConnection",
  schema: z.object({ id }),
  role: "editor",
  changes: ["connections", "names", "quarantine", "runs"],
  run: (scope, input) => deleteConnection(scope, input.id),
});

export const changeStreamOptionsAction = action({
  name: "changeStreamOptions",
  schema: z.object({ id, changes: streamOptionsInput }),
  role: "editor",
  changes: ["connections"],
  run: (scope, input) => changeStreamOptions(scope, input.id, input.changes),
});

export const rewindAction = action({
  name: "rewind",
  schema: z.object({ id, feedId: z.string().min(1), checkpointId: z.string().nullable() }),
  role: "editor",
  changes: ["connections"],
  run: (scope, { id: connectionId, ...input }) => rewind(scope, connectionId, input),
});

export const editStateAction = action({
  name: "editState",
  schema: editStateInput.extend({ id }),
  role: "editor",
  changes: ["connections"],
  run: (scope, { id: connectionId, ...input }) => editState(scope, connectionId, input),
});

export const rollBackAction = action({
  name: "rollBack",
  schema: z.object({
    id,
    namespace: z.string().optional(),
    name: z.string().min(1),
    generation: z.int().min(0),
  }),
  role: "editor",
  changes: ["connections"],
  run: (scope, { id: connectionId, ...input }) => rollBack(scope, connectionId, input),
});
