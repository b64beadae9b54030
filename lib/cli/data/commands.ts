import { checkCommand, discoverCommand, specCommand } from "./look";
import { quarantineCommand, replayCommand } from "./quarantine";
import { readCommand } from "./read";
import { repairCommand } from "./repair";
import { rewindCommand, stateCommand } from "./state";
import { syncCommand } from "./sync";
import { verifyCommand } from "./verify";
import type { DataCommand } from "./world";

/** By name. The launcher knows the names as well: it must not load this to tell these commands from the others. */
export const commands: ReadonlyMap<string, DataCommand> = new Map([
  ["sync", syncCommand],
  ["verify", verifyCommand],
  ["repair", repairCommand],
  ["check", checkCommand],
  ["discover", discoverCommand],
  ["read", readCommand],
  ["spec", specCommand],
  ["state", stateCommand],
  ["rewind", rewindCommand],
  ["quarantine", quarantineCommand],
  ["replay", replayCommand],
]);
