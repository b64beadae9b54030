"use server";

import { action, publicAction } from "@/lib/action";
import { changePassword, changePasswordInput } from "./account";
import { createFirstOwner, firstOwnerInput } from "./first-owner";

export const createFirstOwnerAction = publicAction({
  name: "createFirstOwner",
  schema: firstOwnerInput,
  run: createFirstOwner,
});

/** Ends the session it is called in: sign in with the new password afterwards. */
export const changePasswordAction = action({
  name: "changePassword",
  schema: changePasswordInput,
  role: "viewer",
  changes: [],
  run: changePassword,
});
