import type { JsonObject } from "@/connectors/sdk";
import { loadSource } from "@/lib/connectors/catalogue";
import { checkTask, settleCheck, type CheckOptions, type CheckResult } from "@/lib/connectors/check";
import { changeConfig, judgeConfig } from "@/lib/connectors/stored-config";
import { db } from "@/lib/db";
import { noteFailedCheck } from "@/lib/notifications/check-notices";
import { sendDeliveries } from "@/lib/notifications/outbox";
import { runtime } from "@/lib/runtime";
import type { Scope } from "@/lib/workspaces/scope";
import { callOf, rotateSourceSecrets } from "./calls";
import { requireSource } from "./queries";

export interface SourceToCheck {
  connector: string;
  config: JsonObject;
  /** The stored source this configuration is to replace: masks stand for its secrets. */
  sourceId?: string;
}

/**
 * Really reads, with a configuration that need not be stored; stores nothing. InvalidInputError where the
 * configuration is not even complete. Ends with the signal.
 */
export async function checkSourceConfig(
  scope: Scope,
  { connector, config, sourceId }: SourceToCheck,
  options: CheckOptions = {},
): Promise<CheckResult> {
  const { spec } = await loadSource(connector);
  const stored = sourceId === undefined ? null : await requireSource(scope, sourceId);
  const whole = stored ? changeConfig(spec, stored, config, "form") : config;
  judgeConfig(spec, whole);
  return settleCheck(() =>
    runtime().pool.run("checkSource", { source: { connector: spec.id, config: whole } }, checkTask(options)),
  );
}

/** Checks the source as it is stored and keeps the outcome with it. */
export async function checkSource(
  scope: Scope,
  id: string,
  options: CheckOptions = {},
): Promise<CheckResult> {
  const source = await requireSource(scope, id);
  const call = await callOf(source);
  const result = await settleCheck(() =>
    runtime().pool.run(
      "checkSource",
      { source: call },
      { ...checkTask(options), onRotate: (patch) => rotateSourceSecrets(scope, id, patch) },
    ),
  );
  // Only for the configuration that was checked; checking is not a change.
  const notices = await db().$transaction(async (tx) => {
    const { count } = await tx.source.updateMany({
      where: { id, workspaceId: scope.workspaceId, updatedAt: source.updatedAt },
      data: {
        checkedAt: new Date(),
        checkError: result.ok ? null : result.message,
        updatedAt: source.updatedAt,
      },
    });
    return count === 0 || result.ok ? [] : noteFailedCheck(tx, "source", source);
  });
  await sendDeliveries(notices);
  return result;
}
