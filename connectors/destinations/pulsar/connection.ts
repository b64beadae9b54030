import type { Context } from "@/connectors/sdk";
import type { PulsarAdmin } from "@/connectors/sdk/pulsar/admin";
import {
  authenticationOf as brokerAuthenticationOf,
  checkOpensWithinMs,
  openBroker,
  type Opening,
} from "@/connectors/sdk/pulsar/settings";
import type { Authentication, PulsarClient } from "@/connectors/sdk/pulsar/types";
import { isWebSocketUrl } from "@/connectors/sdk/pulsar/service-url";
import type { PulsarConfig } from "./config";
import { Topics } from "./topics";

/** All that is needed to speak with the broker, for one call of the engine. */
export interface Pulsar {
  client: PulsarClient;
  /** null: no admin URL is given. */
  admin: PulsarAdmin | null;
  /** Only the HTTP port is open: see openWebSocketClient for what there is then. */
  isWebSocket: boolean;
  topics: Topics;
  config: PulsarConfig;
  ctx: Context;
}

/** Whoever opens it closes the client. */
export async function openPulsar(
  config: PulsarConfig,
  ctx: Context,
  opening: Pick<Opening, "openTimeoutMs"> = {},
): Promise<Pulsar> {
  const { client, admin } = await openBroker(config, ctx, {
    ...opening,
    authentication: authenticationOf(config),
  });
  const isWebSocket = isWebSocketUrl(config.brokers);
  return { client, admin, isWebSocket, topics: new Topics(config), config, ctx };
}

export async function withPulsar<Result>(
  config: PulsarConfig,
  ctx: Context,
  work: (pulsar: Pulsar) => Promise<Result>,
): Promise<Result> {
  return closing(await openPulsar(config, ctx), work);
}

/** The same for a check: a broker that is not there is told soon. */
export async function withPulsarSoon<Result>(
  config: PulsarConfig,
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

/** The key of the write authentication is the broker's token, where no other is given. */
function authenticationOf(config: PulsarConfig): Authentication {
  const key = config.write_authentication?.api_key;
  if (config.authentication.type !== "none" || key === undefined) return brokerAuthenticationOf(config);
  return { type: "token", token: () => key };
}
