import { closeRun } from "./close";
import { toRunFailure } from "./failure";

/** The run's durable function gave up: a fault of the console itself, met in every attempt. */
export async function failRun(runId: string, error: unknown): Promise<void> {
  await closeRun(runId, toRunFailure(error, "internal"));
}
