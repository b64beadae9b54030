import { execFileSync } from "node:child_process";
import { createWorkerPool } from "@/lib/worker/pool";

/** A process with a pool whose one worker misbehaves; prints its children's process ids and waits to be killed. */
const [, , entry = "", localFilesDir = "", how = ""] = process.argv;
const pool = createWorkerPool({
  entry,
  settings: { localFilesDir, allowPrivateNetwork: true },
  syncWorkers: 1,
});
await pool.run(
  "checkSource",
  { source: { connector: "misbehaving", config: { how: "behave" } } },
  { lane: "interactive" },
);
void pool
  .run("checkSource", { source: { connector: "misbehaving", config: { how } } }, { lane: "interactive" })
  .catch(() => undefined);
setTimeout(() => {
  const pids = execFileSync("pgrep", ["-P", String(process.pid), "node"])
    .toString()
    .trim()
    .split("\n")
    .map(Number);
  process.stdout.write(JSON.stringify(pids));
}, 500);
