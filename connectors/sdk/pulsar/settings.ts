import { z } from "zod";
import type { Context } from "../context";
import { createPulsarAdmin, type PulsarAdmin } from "./admin";
import { openPulsarClient } from "./client";
import type { Authentication, ClientOptions, PulsarClient } from "./types";
import { openWebSocketClient } from "./web-socket-client";
import { adminUrlBehind, isWebSocketUrl } from "./service-url";

const pem = (title: string) => z.string().trim().min(1).meta({ title, multiline: true });

/** How one signs in; `none` says what that means to the connector. */
export function authenticationField(none: { title: string; description?: string }) {
  return z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("none") }).meta(none),
      z
        .object({
          type: z.literal("token"),
          token: z.string().trim().min(1).meta({ title: "Token", airbyte_secret: true }),
        })
        .meta({ title: "Token (a JWT, or an API key that the broker knows)" }),
      z
        .object({
          type: z.literal("basic"),
          username: z.string().trim().min(1).meta({ title: "User" }),
          password: z.string().meta({ title: "Password", airbyte_secret: true }),
        })
        .meta({ title: "User and password" }),
      z
        .object({
          type: z.literal("tls"),
          certificate: pem("Client certificate (PEM)"),
          private_key: pem("Private key (PEM)").meta({ airbyte_secret: true }),
        })
        .meta({ title: "Client certificate" }),
    ])
    .default({ type: "none" })
    .meta({ title: "Authentication", order: 2 });
}

/** Where the broker is and how it is trusted: the fields 0 to 5 of a form, the authentication being the third. */
export const brokerFields = {
  brokers: z
    .string()
    .trim()
    .min(1, "the address of a broker or proxy is needed")
    .meta({
      title: "Brokers",
      description: "host:port, several with commas; or a whole service URL (pulsar:// or pulsar+ssl://).",
      examples: ["broker1:6650,broker2:6650", "pulsar+ssl://tcp.example.com:6651"],
      order: 0,
    }),
  use_tls: z
    .boolean()
    .default(false)
    .meta({ title: "TLS", description: "For addresses without a scheme.", order: 1 }),
  tls_ca: z.string().trim().default("").meta({
    title: "CA certificate (PEM)",
    description: "Who signed the broker's certificate. Empty: the system's authorities.",
    multiline: true,
    order: 3,
  }),
  tls_verify_hostname: z
    .boolean()
    .default(true)
    .meta({ title: "Check the host name in the certificate", order: 4 }),
  tls_allow_insecure: z.boolean().default(false).meta({
    title: "Trust any certificate",
    description: "Only for tests: whoever sits between reads and changes everything.",
    order: 5,
  }),
};

/** The HTTP address, field 6; `description` says what it is for. */
export function adminUrlField(description: string) {
  return z
    .string()
    .trim()
    .refine((url) => url === "" || /^https?:\/\//.test(url), {
      error: "An admin URL begins with http:// or https://.",
    })
    .default("")
    .meta({ title: "Admin URL", description, examples: ["https://pulsar.example.com:8443"], order: 6 });
}

/** A tenant's or a namespace's name. */
export function namePart(name: string) {
  return z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_=:.-]+$/, { error: `${name}: letters, digits, and = : . _ - are allowed.` });
}

export interface BrokerSettings {
  brokers: string;
  use_tls: boolean;
  authentication: z.output<ReturnType<typeof authenticationField>>;
  tls_ca: string;
  tls_verify_hostname: boolean;
  tls_allow_insecure: boolean;
  admin_url: string;
}

/** Somebody looks on while a configuration is checked: a broker that is not there is told soon. */
export const checkOpensWithinMs = 2000;

export interface Opening {
  /** Absent: the settings' own. */
  authentication?: Authentication;
  /** See ClientOptions. */
  openTimeoutMs?: number;
}

/**
 * Whoever opens it closes the client. `admin` is null where no admin URL is given; a WebSocket interface has it behind its own
 * port then.
 */
export async function openBroker(
  settings: BrokerSettings,
  ctx: Context,
  { authentication = authenticationOf(settings), openTimeoutMs }: Opening = {},
): Promise<{ client: PulsarClient; admin: PulsarAdmin | null }> {
  const { signal, clock } = ctx;
  const serviceUrl = serviceUrlOf(settings);
  const isWebSocket = isWebSocketUrl(serviceUrl);
  const adminUrl = settings.admin_url === "" && isWebSocket ? adminUrlBehind(serviceUrl) : settings.admin_url;
  const options: ClientOptions = {
    serviceUrl,
    authentication,
    ...(openTimeoutMs === undefined ? {} : { openTimeoutMs }),
    tls: {
      ...(settings.tls_ca === "" ? {} : { ca: settings.tls_ca }),
      verifyHostname: settings.tls_verify_hostname,
      allowInsecure: settings.tls_allow_insecure,
    },
    signal,
    clock,
    log: (level, message, facts) => ctx.log(level, message, facts),
  };
  const client = isWebSocket
    ? await openWebSocketClient({ ...options, adminUrl, http: ctx.http })
    : await openPulsarClient(options);
  const admin =
    adminUrl === "" ? null : createPulsarAdmin({ adminUrl, authentication, http: ctx.http, clock, signal });
  return { client, admin };
}

export function serviceUrlOf({ brokers, use_tls: isTls }: BrokerSettings): string {
  if (brokers.includes("://")) return brokers;
  return `${isTls ? "pulsar+ssl" : "pulsar"}://${brokers}`;
}

export function authenticationOf({ authentication }: Pick<BrokerSettings, "authentication">): Authentication {
  switch (authentication.type) {
    case "none":
      return { type: "none" };
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
