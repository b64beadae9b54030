"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { connectionEvents } from "./events";
import { muteEvent } from "./mute";
import { createChannelInput, testChannelInput, updateChannelInput } from "./schema";
import { createChannel, deleteChannel, resendDelivery, testChannel, updateChannel } from "./service";

const id = z.uuid();

export const muteEventAction = action({
  name: "muteEvent",
  schema: z.object({ connectionId: id, event: z.enum(connectionEvents), muted: z.boolean() }),
  role: "editor",
  changes: ["connections"],
  run: muteEvent,
});

export const createChannelAction = action({
  name: "createChannel",
  schema: createChannelInput,
  role: "admin",
  changes: ["settings"],
  run: createChannel,
});

export const updateChannelAction = action({
  name: "updateChannel",
  schema: z.object({ id, changes: updateChannelInput }),
  role: "admin",
  changes: ["settings"],
  run: (scope, input) => updateChannel(scope, input.id, input.changes),
});

export const deleteChannelAction = action({
  name: "deleteChannel",
  schema: z.object({ id }),
  role: "admin",
  changes: ["settings"],
  run: (scope, input) => deleteChannel(scope, input.id),
});

export const testChannelAction = action({
  name: "testChannel",
  schema: z.union([testChannelInput, z.object({ id })]),
  role: "admin",
  changes: [],
  run: testChannel,
});

export const resendDeliveryAction = action({
  name: "resendDelivery",
  schema: z.object({ id }),
  role: "admin",
  changes: ["settings"],
  run: (scope, input) => resendDelivery(scope, input.id),
});
