import { z } from "zod";
import type { TunnelMethod } from "../network/tunnel-config";

/** Where and how to connect; what both connectors' configurations come down to. */
export interface ConnectionSettings {
  host: string;
  port: number;
  database: string;
  username: string;
  password: string;
  sslMode: SslMode;
  tunnel?: TunnelMethod;
  params: ConnectionParams;
}

export interface ConnectionParams {
  connectTimeoutMs?: number;
  applicationName?: string;
  /** From `options=-c name=value`: session settings, by name. */
  settings: Record<string, string>;
  /** Parameters of the JDBC driver that mean nothing here. */
  ignored: string[];
}

const certificate = (title: string, description: string) =>
  z.string().meta({ title, description, airbyte_secret: true, multiline: true });

const verified = {
  ca_certificate: certificate("CA Certificate", "The certificate authority's certificate (PEM).").meta({
    order: 1,
  }),
  client_certificate: certificate(
    "Client Certificate",
    "Certificate that this client shows (PEM); only where the server asks for one.",
  )
    .optional()
    .meta({ order: 2 }),
  client_key: certificate("Client Key", "Private key of the client certificate (PEM).")
    .optional()
    .meta({ order: 3 }),
  client_key_password: z.string().optional().meta({
    title: "Client Key Password",
    description: "Only where the client key is encrypted.",
    airbyte_secret: true,
    order: 4,
  }),
};

function mode<const Name extends string>(name: Name) {
  return z.literal(name).meta({ order: 0 });
}

const sslModeOptions = z.discriminatedUnion("mode", [
  z.object({ mode: mode("disable") }).meta({ title: "disable", description: "Never encrypts." }),
  z.object({ mode: mode("allow") }).meta({
    title: "allow",
    description: "Encrypts only where the server insists.",
  }),
  z.object({ mode: mode("prefer") }).meta({
    title: "prefer",
    description: "Encrypts where the server can, and goes on without where it cannot.",
  }),
  z.object({ mode: mode("require") }).meta({
    title: "require",
    description: "Encrypts always; does not look at who the server is.",
  }),
  z.object({ mode: mode("verify-ca"), ...verified }).meta({
    title: "verify-ca",
    description: "Encrypts always; the server's certificate must come from the given authority.",
  }),
  z.object({ mode: mode("verify-full"), ...verified }).meta({
    title: "verify-full",
    description: "As verify-ca, and the certificate must name the host.",
  }),
]);

export type SslMode = z.output<typeof sslModeOptions>;

/** `ssl_mode`, with Airbyte's names. */
export function sslModeField(order: number) {
  return sslModeOptions.meta({
    title: "SSL Modes",
    description: "How the connection is encrypted, and how far the server must prove who it is.",
    group: "security",
    order,
  });
}

/** Reads `jdbc_url_params` ("a=1&b=2"): what has a meaning here is kept, the rest is named. */
export function parseJdbcParams(text: string | undefined): ConnectionParams {
  const result: ConnectionParams = { settings: {}, ignored: [] };
  for (const [key, value] of new URLSearchParams(text ?? "")) {
    if (key === "connectTimeout" && Number(value) > 0) result.connectTimeoutMs = Number(value) * 1000;
    else if (key === "ApplicationName" && value) result.applicationName = value;
    else if (key === "options") Object.assign(result.settings, parseOptions(value));
    else result.ignored.push(key);
  }
  return result;
}

function parseOptions(options: string): Record<string, string> {
  const found = options.matchAll(/(?:-c\s*|--)([A-Za-z_][A-Za-z0-9_.-]*)=((?:\\.|[^\s\\])*)/g);
  return Object.fromEntries(
    [...found].map((match) => [
      (match[1] ?? "").replaceAll("-", "_").toLowerCase(),
      (match[2] ?? "").replace(/\\(.)/g, "$1"),
    ]),
  );
}
