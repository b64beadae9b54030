import type { CommandFields } from "./commands";
import type { ConnectionOptions } from "node:tls";
import { ConfigError } from "../errors";
import { isIP } from "node:net";
import type { Authentication, ClientOptions } from "./types";
import type { BrokerAddress } from "./service-url";

/** What CONNECT and AUTH_RESPONSE carry; asked again each time, so that a token may be a new one. */
export async function credentialsOf(
  authentication: Authentication,
): Promise<Pick<CommandFields<"connect">, "authMethodName" | "authData">> {
  switch (authentication.type) {
    case "none":
      return {};
    case "token":
      return { authMethodName: "token", authData: Buffer.from(await authentication.token()) };
    case "basic": {
      const { username, password } = authentication;
      return { authMethodName: "basic", authData: Buffer.from(`${username}:${password}`) };
    }
    case "tls": // the certificate has been shown in the handshake
      return { authMethodName: "tls", authData: new Uint8Array(0) };
  }
}

/** What a handshake with the address needs. ConfigError for a client certificate where there is no TLS. */
export function tlsOptionsOf(
  address: BrokerAddress,
  { authentication, tls }: Pick<ClientOptions, "authentication" | "tls">,
): ConnectionOptions | null {
  if (!address.isTls) {
    if (authentication.type !== "tls") return null;
    throw new ConfigError("A client certificate needs TLS: write pulsar+ssl:// in front of the host.");
  }
  return {
    host: address.host,
    port: address.port,
    ...(isIP(address.host) ? {} : { servername: address.host }),
    rejectUnauthorized: !tls?.allowInsecure,
    ...(tls?.ca ? { ca: tls.ca } : {}),
    ...(tls && !tls.verifyHostname ? { checkServerIdentity: () => undefined } : {}),
    ...(authentication.type === "tls"
      ? { cert: authentication.certificate, key: authentication.privateKey }
      : {}),
  };
}
