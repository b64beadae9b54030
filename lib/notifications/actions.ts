"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { connectionEvents } from "./events";
import { muteEvent } from "./mute";

export const muteEventAction = action({
  name: "muteEvent",
  schema: z.object({ connectionId: z.uuid(), event: z.enum(connectionEvents), muted: z.boolean() }),
  role: "editor",
  run: muteEvent,
});
