"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { setOnboardingHidden, startDemo } from "./service";

/** Sample data in one click, all of it real. */
export const startDemoAction = action({
  name: "startDemo",
  schema: z.object({}),
  role: "editor",
  changes: ["connections", "destinations", "names", "runs", "sources"],
  run: (scope) => startDemo(scope),
});

/** Of one's own rail. */
export const hideOnboardingAction = action({
  name: "hideOnboarding",
  schema: z.object({ isHidden: z.boolean() }),
  role: "viewer",
  changes: ["settings"],
  run: (scope, { isHidden }) => setOnboardingHidden(scope, isHidden),
});
