import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BrokerProcess } from "./broker-process";

/** The broker that test files share: tells how to reach it in broker.json, and runs until it is told to end. */
const [home] = process.argv.slice(2);
if (home === undefined) throw new Error("Name the prepared folder: serve.sh FOLDER");

const told = path.join(home, "broker.json");
const broker = await BrokerProcess.start(home, mkdtempSync(path.join(home, "data-")));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    rmSync(told, { force: true });
    void broker.remove();
  });
}
// At once complete for whoever waits for it.
writeFileSync(`${told}.new`, JSON.stringify(broker.facts, null, 2));
renameSync(`${told}.new`, told);
