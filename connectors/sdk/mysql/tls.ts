import type { SslOptions } from "mysql2";
import type { ConnectionSettings } from "./settings";

export type TlsOptions = false | SslOptions;

/** The ways to try in turn. */
export function tlsAttempts(sslMode: ConnectionSettings["sslMode"]): TlsOptions[] {
  const unverified: TlsOptions = { rejectUnauthorized: false };
  switch (sslMode.mode) {
    case "disabled":
      return [false];
    case "preferred":
      return [unverified, false];
    case "required":
      return [unverified];
    case "verify_ca":
    case "verify_identity":
      return [
        {
          rejectUnauthorized: true,
          verifyIdentity: sslMode.mode === "verify_identity",
          ca: sslMode.ca_certificate,
          ...(sslMode.client_certificate ? { cert: sslMode.client_certificate } : {}),
          ...(sslMode.client_key ? { key: sslMode.client_key } : {}),
          ...(sslMode.client_key_password ? { passphrase: sslMode.client_key_password } : {}),
        },
      ];
  }
}

/** Whether it failed in a way that going on without encryption may cure: not because somebody is in between. */
export function mayDifferByTls(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "HANDSHAKE_NO_SSL_SUPPORT";
}
