import { pool } from "@/lib/db";
import { log } from "@/lib/log";
import { redactText } from "@/lib/secrets/redact";
import { runtime } from "@/lib/runtime";

/** Each part, and why it is not well; null where it is. */
export interface Health {
  database: string | null;
  executor: string | null;
  workers: string | null;
}

const patienceMs = 3_000;

/** Never throws and never takes long: what does not answer is not well. */
export async function readHealth(): Promise<Health> {
  const [database, parts] = await Promise.all([readDatabase(), readRuntime()]);
  return { database, ...parts };
}

async function readDatabase(): Promise<string | null> {
  try {
    await withPatience(pool().query("SELECT 1"));
    return null;
  } catch (error) {
    // The reason may name hosts and users: it is for the log, not for whoever asks.
    log.warn("The database does not answer.", { error });
    return "The database does not answer.";
  }
}

async function readRuntime(): Promise<Pick<Health, "executor" | "workers">> {
  try {
    const { executor, workers } = await withPatience(Promise.resolve().then(() => runtime().health()));
    return { executor: executor && redactText(executor), workers: workers && redactText(workers) };
  } catch (error) {
    log.warn("The runtime does not answer.", { error });
    return { executor: "The executor does not answer.", workers: "The workers do not answer." };
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
