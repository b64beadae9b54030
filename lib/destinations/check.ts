import type { JsonObject } from "@/connectors/sdk";
import { loadDestination } from "@/lib/connectors/catalogue";
import { checkTask, settleCheck, type CheckOptions, type CheckResult } from "@/lib/connectors/check";
import { changeConfig, judgeConfig } from "@/lib/connectors/stored-config";
import { db } from "@/lib/db";
import { noteFailedCheck } from "@/lib/notifications/check-notices";
import { sendDeliveries } from "@/lib/notifications/outbox";
import { runtime } from "@/lib/runtime";
import type { Scope } from "@/lib/workspaces/scope";
import { callOf, callWith } from "./calls";
import { requireDestination } from "./queries";

export interface DestinationToCheck {
  connector: string;
  config: JsonObject;
  /** The stored destination this configuration is to replace: masks stand for its secrets. */
  destinationId?: string;
  /** What it is to be called: paths for whoever decides on writes may name it. Default: as the stored one. */
  name?: string;
}

/**
 * Really writes, reads back and removes, with a configuration that need not be stored; stores nothing. InvalidInputError where the
 * configuration is not even complete. Ends with the signal.
 */
export async function checkDestinationConfig(
  scope: Scope,
  { connector, config, destinationId, name }: DestinationToCheck,
  options: CheckOptions = {},
): Promise<CheckResult> {
  const { spec } = await loadDestination(connector);
  const stored = destinationId === undefined ? null : await requireDestination(scope, destinationId);
  const whole = stored ? changeConfig(spec, stored, config, "form") : config;
  judgeConfig(spec, whole);
  const called = name ?? stored?.name ?? "";
  const destination = await callWith(scope, { connector: spec.id, config: whole, name: called });
  return settleCheck(() => runtime().pool.run("checkDestination", { destination }, checkTask(options)));
}

/** Checks the destination as it is stored and keeps the outcome with it. */
export async function checkDestination(
  scope: Scope,
  id: string,
  options: CheckOptions = {},
): Promise<CheckResult> {
  const destination = await requireDestination(scope, id);
  const call = await callOf(scope, destination);
  const result = await settleCheck(() =>
    runtime().pool.run("checkDestination", { destination: call }, checkTask(options)),
  );
  // Only for the configuration that was checked; checking is not a change.
  const notices = await db().$transaction(async (tx) => {
    const { count } = await tx.destination.updateMany({
      where: { id, workspaceId: scope.workspaceId, updatedAt: destination.updatedAt },
      data: {
        checkedAt: new Date(),
        checkError: result.ok ? null : result.message,
        updatedAt: destination.updatedAt,
      },
    });
    return count === 0 || result.ok ? [] : noteFailedCheck(tx, "destination", destination);
  });
  await sendDeliveries(notices);
  return result;
}
