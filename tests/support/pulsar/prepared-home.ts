import { readFileSync } from "node:fs";
import path from "node:path";

/** The class path in the folder that `prepare.sh` has prepared: our classes, the broker, the Java client. */
export function classPathOf(home: string): string {
  return `${path.join(home, "classes")}:${readFileSync(path.join(home, "cp.txt"), "utf8").trim()}`;
}
