"use server";

import { headers } from "next/headers";
import { action, publicAction } from "@/lib/action";
import { clientAddress } from "@/lib/auth/client-address";
import { AppError } from "@/lib/errors";
import { joinAsNew, joinAsUser, joinWithAccount } from "./accept";
import {
  invitationIdInput,
  invitationInput,
  joinAsNewInput,
  joinInput,
  joinWithAccountInput,
} from "./schema";
import { createInvitation, revokeInvitation } from "./service";

/** The answer holds the link, once. */
export const createInvitationAction = action({
  name: "createInvitation",
  schema: invitationInput,
  role: "admin",
  changes: ["settings"],
  run: (scope, input) => createInvitation(scope, input),
});

export const revokeInvitationAction = action({
  name: "revokeInvitation",
  schema: invitationIdInput,
  role: "admin",
  changes: ["settings"],
  run: (scope, { invitationId }) => revokeInvitation(scope, invitationId),
});

export const joinAsNewAction = publicAction({
  name: "joinAsNew",
  schema: joinAsNewInput,
  run: (input) => joinAsNew(input),
});

export const joinWithAccountAction = publicAction({
  name: "joinWithAccount",
  schema: joinWithAccountInput,
  run: async (input) => joinWithAccount(input, clientAddress(await headers())),
});

/** For whoever is signed in, as a member of another workspace. */
export const joinAction = action({
  name: "join",
  schema: joinInput,
  role: "viewer",
  changes: [],
  run: async ({ actor }, { token }) => {
    if (actor.kind !== "user") throw new AppError("forbidden", "Only people join.");
    await joinAsUser(actor.id, token);
  },
});
