import type { Context } from "@/connectors/sdk";
import type { PulsarAdmin } from "@/connectors/sdk/pulsar/admin";
import { checkOpensWithinMs, openBroker, type Opening } from "@/connectors/sdk/pulsar/settings";
import type { PulsarClient } from "@/connectors/sdk/pulsar/types";
import type { PulsarSourceConfig } from "./config";

/** All that is needed to speak with the broker, for one call of the engine. */
export interface Pulsar {
  client: PulsarClient;
  /** null: no admin URL is given. */
  admin: PulsarAdmin | null;
  config: PulsarSourceConfig;
  ctx: Context;
}

/** Whoever opens it closes the client. */
export async function openPulsar(
  config: PulsarSourceConfig,
  ctx: Context,
  opening: Opening = {},
): Promise<Pulsar> {
  return { ...(await openBroker(config, ctx, opening)), config, ctx };
}

export async function withPulsar<Result>(
  config: PulsarSourceConfig,
  ctx: Context,
  work: (pulsar: Pulsar) => Promise<Result>,
): Promise<Result> {
  return closing(await openPulsar(config, ctx), work);
}

/** The same for a check: a broker that is not there is told soon. */
export async function withPulsarSoon<Result>(
  config: PulsarSourceConfig,
  ctx: Context,
  work: (pulsar: Pulsar) => Promise<Result>,
): Promise<Result> {
  return closing(await openPulsar(config, ctx, { openTimeoutMs: checkOpensWithinMs }), work);
}

async function closing<Result>(pulsar: Pulsar, work: (pulsar: Pulsar) => Promise<Result>): Promise<Result> {
  try {
    return await work(pulsar);
  } finally {
    await pulsar.client.close();
  }
}

/** So many topics or partitions are asked about at once. */
const maxAtOnce = 16;

/** `work` for each item, some at a time, results in the order of the items. */
export async function mapSome<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += maxAtOnce)
    results.push(...(await Promise.all(items.slice(at, at + maxAtOnce).map(work))));
  return results;
}
