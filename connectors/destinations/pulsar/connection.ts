import type { Context } from "@/connectors/sdk";
import { createPulsarAdmin, type PulsarAdmin } from "@/connectors/sdk/pulsar/admin";
import { openPulsarClient } from "@/connectors/sdk/pulsar/client";
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
  const authentication = authenticationOf(config);
  const { signal, clock } = ctx;
  const client = await openPulsarClient({
    serviceUrl: serviceUrlOf(config),
    authentication,
    tls: {
      ...(config.tls_ca === "" ? {} : { ca: config.tls_ca }),
      verifyHostname: config.tls_verify_hostname,
      allowInsecure: config.tls_allow_insecure,
    },
    signal,
    clock,
    log: (level, message, facts) => ctx.log(level, message, facts),
  });
  const { admin_url: adminUrl } = config;
  const admin =
    adminUrl === "" ? null : createPulsarAdmin({ adminUrl, authentication, http: ctx.http, clock, signal });
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

export function serviceUrlOf({ brokers, use_tls: isTls }: PulsarConfig): string {
  if (brokers.includes("://")) return brokers;
  return `${isTls ? "pulsar+ssl" : "pulsar"}://${brokers}`;
}

function authenticationOf({ authentication, write_authentication }: PulsarConfig): Authentication {
  switch (authentication.type) {
    case "none": {
      const key = write_authentication?.api_key;
      return key === undefined ? { type: "none" } : { type: "token", token: () => key };
    }
    case "token": {
      const { token } = authentication;
      return { type: "token", token: () => token };
    }
    case "basic":
      return { type: "basic", username: authentication.username, password: authentication.password };
    case "tls":
      return { type: "tls", certificate: authentication.certificate, privateKey: authentication.private_key };
  }
}
