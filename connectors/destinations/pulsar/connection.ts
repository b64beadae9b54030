import type { Context } from "@/connectors/sdk";
import type { PulsarAdmin } from "@/connectors/sdk/pulsar/admin";
import { authenticationOf as brokerAuthenticationOf, openBroker } from "@/connectors/sdk/pulsar/settings";
import type { Authentication, PulsarClient } from "@/connectors/sdk/pulsar/types";
import type { PulsarConfig } from "./config";
import { Topics } from "./topics";

/** All that is needed to speak with the broker, for one call of the engine. */
export interface Pulsar {
  client: PulsarClient;
  /** null: no admin URL is given. */
  admin: PulsarAdmin | null;
  topics: Topics;
  config: PulsarConfig;
  ctx: Context;
}

/** Whoever opens it closes the client. */
export async function openPulsar(config: PulsarConfig, ctx: Context): Promise<Pulsar> {
  const { client, admin } = await openBroker(config, ctx, authenticationOf(config));
  return { client, admin, topics: new Topics(config), config, ctx };
}

export async function withPulsar<Result>(
  config: PulsarConfig,
  ctx: Context,
  work: (pulsar: Pulsar) => Promise<Result>,
): Promise<Result> {
  const pulsar = await openPulsar(config, ctx);
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
