import { z } from "zod";
import type { TunnelMethod } from "../network/tunnel-config";

/** Where and how to connect; what both connectors' configurations come down to. */
export interface ConnectionSettings {
  host: string;
  port: number;
  database: string;
  username: string;
  password: string;
  sslMode: SslMode | { mode: "disabled" };
  params: ConnectionParams;
  /** Absent: the server is reached directly. */
  tunnel?: TunnelMethod;
  /** What to run where the user may not even enter the database. */
  grant: string;
}

export interface ConnectionParams {
  connectTimeoutMs?: number;
  /** false: `tinyint(1)` is a number, not a boolean. */
  tinyInt1IsBit: boolean;
  /** From `sessionVariables=name=value,…`, by name. */
  settings: Record<string, string>;
  /** Parameters of the JDBC driver that mean nothing here. */
  ignored: string[];
}

const certificate = (title: string, description: string) =>
  z.string().meta({ title, description, airbyte_secret: true, multiline: true });

const verified = {
  ca_certificate: certificate("CA certificate", "The certificate authority's certificate (PEM).").meta({
    order: 1,
  }),
  client_certificate: certificate(
    "Client certificate",
    "Certificate that this client shows (PEM); only where the server asks for one.",
  )
    .optional()
    .meta({ order: 2 }),
  client_key: certificate("Client key", "Private key of the client certificate (PEM).")
    .optional()
    .meta({ order: 3 }),
  client_key_password: z.string().optional().meta({
    title: "Client key password",
    description: "Only where the client key is encrypted.",
    airbyte_secret: true,
    order: 4,
  }),
};

function mode<const Name extends string>(name: Name) {
  return z.literal(name).meta({ order: 0 });
}

const sslModeOptions = z.discriminatedUnion("mode", [
  z.object({ mode: mode("preferred") }).meta({
    title: "preferred",
    description: "Encrypts where the server can, and goes on without where it cannot.",
  }),
  z.object({ mode: mode("required") }).meta({
    title: "required",
    description: "Encrypts always; does not look at who the server is.",
  }),
  z.object({ mode: mode("verify_ca"), ...verified }).meta({
    title: "Verify CA",
    description: "Encrypts always; the server's certificate must come from the given authority.",
  }),
  z.object({ mode: mode("verify_identity"), ...verified }).meta({
    title: "Verify Identity",
    description: "As Verify CA, and the certificate must name the host.",
  }),
]);

export type SslMode = z.output<typeof sslModeOptions>;

/** `ssl_mode`, with Airbyte's names. */
export function sslModeField(order: number) {
  return sslModeOptions.meta({
    title: "SSL modes",
    description: "How the connection is encrypted, and how far the server must prove who it is.",
    group: "security",
    order,
  });
}

/** Reads `jdbc_url_params` ("a=1&b=2"): what has a meaning here is kept, the rest is named. */
export function parseJdbcParams(text: string | undefined): ConnectionParams {
  const result: ConnectionParams = { tinyInt1IsBit: true, settings: {}, ignored: [] };
  for (const [key, value] of new URLSearchParams(text ?? "")) {
    if (key === "connectTimeout" && Number(value) > 0) result.connectTimeoutMs = Number(value);
    else if (key === "tinyInt1isBit") result.tinyInt1IsBit = value !== "false";
    else if (key === "sessionVariables") Object.assign(result.settings, parseVariables(value));
    else result.ignored.push(key);
  }
  return result;
}

function parseVariables(text: string): Record<string, string> {
  const found = text.matchAll(
    /(?:^|[,;])\s*(?:@@)?(?:session\.)?([a-z_][a-z0-9_]*)\s*=\s*(?:'([^']*)'|([^,;]*))/gi,
  );
  return Object.fromEntries(
    [...found].map((match) => [(match[1] ?? "").toLowerCase(), (match[2] ?? match[3] ?? "").trim()]),
  );
}
