"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { explainPath } from "./explain";
import { memberTagsInput, setMemberTags } from "./members";
import { replacePolicies } from "./policies";
import { policiesInput, questionInput } from "./policy-schema";

export const replacePoliciesAction = action({
  name: "replacePolicies",
  schema: policiesInput,
  role: "admin",
  changes: ["settings"],
  run: replacePolicies,
});

export const setMemberTagsAction = action({
  name: "setMemberTags",
  schema: memberTagsInput.extend({ userId: z.uuid() }),
  role: "admin",
  changes: ["settings"],
  run: async (scope, { userId, tags }) => {
    await setMemberTags(scope, userId, { tags });
  },
});

export const explainPathAction = action({
  name: "explainPath",
  schema: questionInput,
  role: "viewer",
  changes: [],
  run: explainPath,
});
