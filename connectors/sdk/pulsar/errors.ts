import { AuthError, ConfigError, ConnectorError, FencedError, TransientError } from "../errors";

/** The broker's number and words for what it refuses. */
export interface ServerRefusal {
  code: number;
  message: string;
}

/** A message that no frame of the broker's `max_message_size` can carry. Its producer goes on with the next. */
export class MessageTooLargeError extends ConfigError {
  override name = "MessageTooLargeError";
  constructor(
    readonly bytes: number,
    readonly maxBytes: number,
    hint: string,
  ) {
    super(`A message of ${bytes} bytes is above the broker's limit of ${maxBytes}: ${hint}.`);
  }
}

type Translation = (said: string, refusal: ServerRefusal) => ConnectorError;

const config =
  (hint: string): Translation =>
  (said, cause) =>
    new ConfigError(`${said} ${hint}`, { cause });
const auth =
  (hint: string): Translation =>
  (said, cause) =>
    new AuthError(`${said} ${hint}`, { cause });
const transient =
  (hint: string): Translation =>
  (said, cause) =>
    new TransientError(`${said} ${hint}`, { cause });

const again = transient("It is tried again.");
const quota = config(
  "The topic's backlog is at its quota: consume or expire what waits there, or raise the quota.",
);

/** The one table of what a broker answers, for every command. */
const translations: Record<number, Translation> = {
  0: again,
  1: again,
  2: again,
  3: auth("Check the credentials: the broker does not accept them."),
  4: auth("Grant the role the right to it."),
  5: transient("Another consumer has it; it is tried again."),
  6: again,
  7: quota,
  8: quota,
  9: transient("What arrived is not what was sent; it is sent again."),
  10: config("The broker is too old for it: a newer one is needed."),
  11: config("Create it, or check its name."),
  12: config("Check the name of the subscription."),
  13: again,
  14: transient("The broker has too much to do; it is tried again."),
  15: config("A terminated topic takes no messages: write to another topic."),
  16: transient("Another producer has the name, or the topic for itself; it is tried again."),
  17: config("Names look like persistent://tenant/namespace/topic."),
  18: config(
    "The broker's compatibility rules for the topic's schema do not allow it: change the schema, the rules, or the topic.",
  ),
  19: again,
  20: config("Transactions need a broker with transactionCoordinatorEnabled=true."),
  21: config("The transaction has ended already, or its time is up."),
  22: config("The broker or its policies do not allow it."),
  23: again,
  24: config("The transaction is not known any more: its time is up."),
  25: (said, cause) =>
    new FencedError(`${said} Another producer has the exclusive place.`, unknownFence, { cause }),
};

/** Brokers count who comes after whom, but do not tell it to the one that they refuse. */
const unknownFence = 0;

/** `doing` is the start of a sentence: "Opening a producer on persistent://public/default/t". */
export function translateRefusal(doing: string, refusal: ServerRefusal): ConnectorError {
  const words = refusal.message.trim().replace(/[.:]$/, "");
  const said = `${doing} failed: ${words || "the broker gives no reason"} (${refusal.code}).`;
  return (translations[refusal.code] ?? again)(said, refusal);
}

/** The broker's number, where `error` is what it refused. */
export function refusalCodeOf(error: unknown): number | null {
  const cause = error instanceof ConnectorError ? error.cause : null;
  return typeof cause === "object" && cause && "code" in cause && typeof cause.code === "number"
    ? cause.code
    : null;
}

/** What the network or TLS said while a connection was made or used. What is not known is a lost connection. */
export function translateSocketError(server: string, error: Error): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const code = "code" in error ? String(error.code) : "";
  const said = `The connection to ${server} failed: ${error.message}.`;
  const options = { cause: error };
  const hint = byCode[code];
  if (hint) return new ConfigError(`${said} ${hint}`, options);
  if (code.startsWith("ERR_OSSL_"))
    return new ConfigError(
      `${said} A certificate or key cannot be read: give it whole, in PEM form.`,
      options,
    );
  const isHandshakeCut = error.message.includes("before secure TLS connection");
  const temporary = isHandshakeCut ? handshake : byTransientCode[code];
  return new TransientError(`${said} ${temporary ?? "It is tried again."}`, options);
}

const untrusted = "It is not signed by the given authority: give the CA certificate that signed it.";
const handshake = "Check the port, and that pulsar:// or pulsar+ssl:// is what it speaks.";

const byCode: Record<string, string> = {
  ENOTFOUND: "No machine of this name is known: check the host.",
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_HAS_EXPIRED: "Its certificate has expired: renew it there.",
  CERT_NOT_YET_VALID: "Its certificate is not yet valid.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The certificate names another host: use that name, or switch the check of host names off.",
  EPROTO: handshake,
  ERR_SSL_WRONG_VERSION_NUMBER: handshake,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: handshake,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "The broker does not accept the client certificate.",
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "The broker does not accept the client certificate.",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "The broker asks for a client certificate.",
};

const byTransientCode: Record<string, string> = {
  ECONNREFUSED: "Nothing accepts connections there: check host and port, and that the broker runs.",
  ETIMEDOUT: "It does not answer: check host, port and firewalls.",
  EHOSTUNREACH: "No way leads there: check the host and the network.",
  ENETUNREACH: "No way leads there: check the host and the network.",
};
