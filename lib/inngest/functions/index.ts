import type { Inngest } from "inngest";
import { createCheck } from "./check";
import { createCleanup } from "./cleanup";
import { createDiscover } from "./discover";
import { createNotify } from "./notify";
import { createRunSync } from "./run-sync";
import { createScheduleSyncs } from "./schedule-syncs";

/** All durable functions, for whichever server drives them. */
export function createFunctions(client: Inngest) {
  return [createScheduleSyncs, createRunSync, createCheck, createDiscover, createNotify, createCleanup].map(
    (create) => create(client),
  );
}
