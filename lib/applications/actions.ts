"use server";

import { action } from "@/lib/action";
import { applicationIdInput, applicationInput } from "./schema";
import { createApplication, deleteApplication } from "./service";

/** The answer holds the secret, once. */
export const createApplicationAction = action({
  name: "createApplication",
  schema: applicationInput,
  role: "owner",
  changes: ["settings"],
  run: createApplication,
});

export const deleteApplicationAction = action({
  name: "deleteApplication",
  schema: applicationIdInput,
  role: "owner",
  changes: ["settings"],
  run: (scope, { applicationId }) => deleteApplication(scope, applicationId),
});
