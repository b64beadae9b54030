import { feedIdOf, type Context, type StreamPlan } from "@/connectors/sdk";
import type { PulsarConfig } from "./config";
import { Topics } from "./topics";

/** Asks nobody: what would be done follows from the configuration. */
export function explain(
  config: PulsarConfig,
  plan: StreamPlan,
  _ctx: Context,
): Promise<{ statements: string[]; warnings: string[] }> {
  const topics = new Topics(config);
  const topic = topics.ofPlan(plan);
  const position = topics.positionOf(plan.connectionId, feedIdOf(plan.stream));
  const pointer = topics.pointerFor(plan);
  const isTransaction = config.delivery === "transactions";
  const statements = [
    `create ${topic} where it is missing${config.partitions > 0 ? `, with ${config.partitions} partitions` : ""}`,
    `register the ${config.record_format} schema of ${plan.stream.name}`,
    ...(plan.write === "overwrite" && config.overwrite === "truncate"
      ? [`empty ${topic} before the first row`]
      : []),
    isTransaction
      ? `send rows to ${topic} and the position to ${position}, in one transaction for each checkpoint`
      : `send rows to ${topic}, and behind their receipts the position to ${position}`,
    ...(pointer === null
      ? []
      : [`name the topic in ${pointer}, and remove those of generations before the last one`]),
  ];
  return Promise.resolve({ statements, warnings: warningsOf(config, plan) });
}

function warningsOf(config: PulsarConfig, { write }: StreamPlan): string[] {
  const warnings: string[] = [];
  if (config.admin_url === "")
    warnings.push(
      "Without the admin URL topics come by the broker's own rules: it may remove rows that no subscription waits for, and the books in topics that begin with sluice-.",
    );
  if (write === "deduped")
    warnings.push(
      "Of each key the last row that arrived counts, whatever its cursor: consumers read the compacted topic.",
    );
  if (write === "overwrite" && config.overwrite === "truncate")
    warnings.push("Subscribers see the topic empty, and then half full, while a refresh runs.");
  return warnings;
}
