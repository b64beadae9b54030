import type { ConnectionOptions } from "node:tls";
import { ConfigError } from "../errors";
import type { SslMode } from "./settings";

export type TlsOptions = false | ConnectionOptions;

/** The ways to try in turn: as libpq does for the mode of the same name. */
export function tlsAttempts(sslMode: SslMode): TlsOptions[] {
  const unverified: TlsOptions = { rejectUnauthorized: false };
  switch (sslMode.mode) {
    case "disable":
      return [false];
    case "allow":
      return [false, unverified];
    case "prefer":
      return [unverified, false];
    case "require":
      return [unverified];
    case "verify-ca":
      return [{ ...verifiedOptions(sslMode), checkServerIdentity: () => undefined }];
    case "verify-full":
      return [verifiedOptions(sslMode)];
  }
}

function verifiedOptions(sslMode: Extract<SslMode, { ca_certificate: string }>): ConnectionOptions {
  if (Boolean(sslMode.client_certificate) !== Boolean(sslMode.client_key)) {
    const missing = sslMode.client_key ? "client_certificate" : "client_key";
    throw new ConfigError("A client certificate and its key go together: give both, or neither.", {
      field: ["ssl_mode", missing],
    });
  }
  return {
    rejectUnauthorized: true,
    ca: sslMode.ca_certificate,
    ...(sslMode.client_certificate ? { cert: sslMode.client_certificate } : {}),
    ...(sslMode.client_key ? { key: sslMode.client_key } : {}),
    ...(sslMode.client_key_password ? { passphrase: sslMode.client_key_password } : {}),
  };
}

/** The server's answer to a request for encryption that it cannot fulfil, in the words of the pg client. */
export const noTlsMessage = "The server does not support SSL connections";

/** Whether it failed in a way that the other choice about encryption may cure. */
export function mayDifferByTls(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.message === noTlsMessage) return true;
  const code = "code" in error ? String(error.code) : "";
  return code === "28000" || code === "EPROTO" || code.startsWith("ERR_SSL_");
}
