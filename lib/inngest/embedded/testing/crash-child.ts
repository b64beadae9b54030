import { createCrashFunctions } from "./crash-functions";
import { openLab } from "./lab";

/** A process with an executor, to be killed. Says "ready" once it works. */
const [, , databaseUrl = "", logFile = ""] = process.argv;
const lab = await openLab({
  databaseUrl,
  functions: (client) => createCrashFunctions(client, logFile),
  isOnlyExecutor: true,
  maxCalls: 20,
});
await lab.executor.start();
process.stdout.write("ready\n");
