"use server";

import { action } from "@/lib/action";
import { changeRoleInput, memberIdInput } from "./schema";
import { changeRole, removeMember } from "./service";

export const changeRoleAction = action({
  name: "changeRole",
  schema: changeRoleInput,
  role: "admin",
  changes: ["settings"],
  run: (scope, { userId, role }) => changeRole(scope, userId, role),
});

export const removeMemberAction = action({
  name: "removeMember",
  schema: memberIdInput,
  role: "admin",
  changes: ["settings"],
  run: (scope, { userId }) => removeMember(scope, userId),
});
