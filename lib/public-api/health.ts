import { pool } from "@/lib/db";
import { log } from "@/lib/log";
import { runtime } from "@/lib/runtime";
import type { Trouble } from "@/lib/runtime/trouble";

/** Each part, and why it is not well; null where it is. */
export interface Health {
  database: Trouble | null;
  executor: Trouble | null;
  workers: Trouble | null;
}

const patienceMs = 3_000;

/** Never throws and never takes long: what does not answer is not well. */
export async function readHealth(): Promise<Health> {
  const [database, parts] = await Promise.all([readDatabase(), readRuntime()]);
  return { database, ...parts };
}

async function readDatabase(): Promise<Trouble | null> {
  try {
    await withPatience(pool().query("SELECT 1"));
    return null;
  } catch (error) {
    // The reason may name hosts and users: it is for the log, not for whoever asks.
    log.warn("The database does not answer.", { error });
    return "database_silent";
  }
}

async function readRuntime(): Promise<Pick<Health, "executor" | "workers">> {
  try {
    return await withPatience(Promise.resolve().then(() => runtime().health()));
  } catch (error) {
    log.warn("The runtime does not answer.", { error });
    return { executor: "executor_silent", workers: "workers_silent" };
  }
}

async function withPatience<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), patienceMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
