import { AuthError, ConfigError, ConnectorError, RowRefusedError, TransientError } from "../errors";
import type { Refusal } from "../quarantine/refusal";
import { noTlsMessage } from "./tls";

/** What was going on, for the message. Nothing in it is secret. */
export interface Scene {
  /** As the start of a sentence: "Reading public.users". */
  doing: string;
  /** "host:port". */
  server: string;
  database: string;
  username: string;
  /** What to run when rights are missing: a statement or two. */
  grant?: string;
}

interface Failure {
  code: string;
  message: string;
  scene: Scene;
  options: { cause: unknown };
}

type Translation = (failure: Failure) => ConnectorError;

/**
 * What PostgreSQL, the network or TLS answered, as an error that tells its reader what to do. The one table for
 * checking, reading and writing. An error that is none of these comes back as it is: it is a bug of ours.
 */
export function translatePostgresError(error: unknown, scene: Scene): Error {
  if (error instanceof ConnectorError) return error;
  if (!(error instanceof Error)) return new Error(String(error), { cause: error });
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const failure: Failure = { code, message: readable(error.message), scene, options: { cause: error } };
  if (ownFaults.has(code))
    return new Error(
      sentence(failure, "What was sent is damaged: by the network, or by a fault of Sluice's own."),
      failure.options,
    );
  const translation = byCode[code] ?? byClass[sqlClass(code)] ?? byTlsCode(code) ?? byMessage(error.message);
  return translation ? translation(failure) : error;
}

/** OpenSSL puts an address, a number and a place in its own source around what it has to say. */
function readable(message: string): string {
  return /^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(message)?.[1] ?? message;
}

/** Answers that are about what a row holds: values (22), constraints (23), functions and triggers (P0), sizes. */
const refusalClasses = new Set(["22", "23", "P0"]);
/** What is about the bytes that were sent, which are of our making: nothing a person could mend. */
const ownFaults = new Set(["22P03", "22P04", "22P06"]);

/** What the server refused, where `error` (as `translatePostgresError` gave it) came while rows were written; otherwise null. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof ConnectorError) || !(error.cause instanceof Error)) return null;
  const { cause } = error;
  const said = (name: "code" | "detail" | "column") => {
    const text = (cause as unknown as Record<string, unknown>)[name];
    return typeof text === "string" ? text : "";
  };
  const code = said("code");
  if (!refusalClasses.has(sqlClass(code)) && code !== "54000") return null;
  // The detail of a unique or foreign key names the key; that of other constraints repeats the whole row.
  const detail = code === "23505" || code === "23503" ? ` ${said("detail")}` : "";
  return {
    error: new RowRefusedError(error.message, { cause }),
    reason: `${cause.message}${detail} (${code})`,
    column: said("column") || null,
  };
}

function sqlClass(code: string): string {
  return /^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : "";
}

/** `hint` says what to do; the server's own words and code stand before it. */
function config(hint: string | ((scene: Scene) => string), field?: string[]): Translation {
  return (failure) =>
    new ConfigError(sentence(failure, hint), field ? { ...failure.options, field } : failure.options);
}

function auth(hint: string | ((scene: Scene) => string), field?: string[]): Translation {
  return (failure) =>
    new AuthError(sentence(failure, hint), field ? { ...failure.options, field } : failure.options);
}

function transient(hint: string | ((scene: Scene) => string)): Translation {
  return (failure) => new TransientError(sentence(failure, hint), failure.options);
}

function sentence({ code, message, scene }: Failure, hint: string | ((scene: Scene) => string)): string {
  const said = message.trim().replace(/[.:]$/, "");
  const named = code && !said.includes(code) ? `${said} (${code})` : said;
  return `${scene.doing} failed: ${named}. ${typeof hint === "string" ? hint : hint(scene)}`;
}

const lost = transient("The connection was lost; it is tried again.");
const busy = transient("The server is short of something it needs; it is tried again.");
const schemaChanged = config(
  "Something was dropped or renamed, or its type changed: refresh the schema, then run again.",
);
const rights: Translation = (failure) => {
  const schema = /^permission denied for schema (.+)$/.exec(failure.message)?.[1];
  return auth(({ username, grant }) => {
    if (schema !== undefined && !grant?.includes("SCHEMA"))
      return `Run as its owner: GRANT USAGE ON SCHEMA ${schema} TO "${username}"; where tables are written, GRANT CREATE ON it, too.`;
    return grant ? `Run as its owner: ${grant}` : `Grant the user "${username}" the right to it.`;
  })(failure);
};

const standby = config(
  "The server takes no writes: it is a standby or set to read only. Connect to the primary instead.",
  ["host"],
);

const byCode: Record<string, Translation> = {
  ENOTFOUND: config(
    ({ server }) => `No machine of this name is known: check the host in "${server}".`,
    ["host"],
  ),
  EAI_AGAIN: transient("The name server did not answer; it is tried again."),
  ECONNREFUSED: transient(
    ({ server }) =>
      `Nothing accepts connections at ${server}: check host and port, and that the server runs and listens on that address.`,
  ),
  ETIMEDOUT: transient(({ server }) => `${server} does not answer: check host, port and firewalls.`),
  EHOSTUNREACH: transient(({ server }) => `No way leads to ${server}: check the host and the network.`),
  ENETUNREACH: transient(({ server }) => `No way leads to ${server}: check the host and the network.`),
  ECONNRESET: lost,
  EPIPE: lost,
  ECONNABORTED: lost,
  ERR_STREAM_DESTROYED: lost,
  ERR_STREAM_WRITE_AFTER_END: lost,
  ENOENT: config("There is no such socket: check the host.", ["host"]),
  EACCES: config("The socket may not be opened by this process.", ["host"]),

  "28P01": auth(({ username }) => `Check the password of the user "${username}".`, ["password"]),
  "28000": (failure) => refusedByHba(failure),
  "3D000": config(({ database }) => `Check the database name "${database}"; capitals count.`, ["database"]),
  "3F000": config("The schema does not exist: check its name; capitals count."),
  "42501": rights,
  "42P01": schemaChanged,
  "42703": schemaChanged,
  "42883": schemaChanged,
  "42704": schemaChanged,
  "25006": (failure) => standby(failure),
  "42P07": config("The name is taken by something that is no table of this kind: drop or rename it."),
  "0A000": (failure) =>
    /recovery/.test(failure.message)
      ? standby(failure)
      : config("The server does not offer this here.")(failure),
  "2BP01": config(
    'Views or other objects depend on it: drop them, or switch on "Drop tables with CASCADE" (they are lost then).',
  ),
  "54011": config("A PostgreSQL table holds at most 1,600 columns: choose fewer fields."),
  "54000": config("A value or row is larger than PostgreSQL can hold there."),
  "57014": transient(
    "The statement was cancelled: by statement_timeout, by an administrator, or by a conflict on a standby. It is tried again.",
  ),
  "55P03": transient("Another session holds a lock on it for long; it is tried again."),
  "22021": config(
    "The text does not fit the encoding of the database: the source holds bytes that are no UTF-8.",
  ),
  "22P05": config("The database's encoding has no form for a character: use a database in UTF8."),
  "08P01": (failure) => saidByPooler(failure),
};

/** What a pooler says in its own name: it has one code for everything. */
function saidByPooler(failure: Failure): ConnectorError {
  const { message } = failure;
  if (/unsupported startup parameter/.test(message))
    return config(
      "The pooler does not let it through: leave it out of the JDBC parameters, or add it to ignore_startup_parameters in pgbouncer.ini.",
      ["jdbc_url_params"],
    )(failure);
  if (/no such database/.test(message)) return byCode["3D000"]?.(failure) ?? lost(failure);
  if (/authentication failed|no such user|not allowed/.test(message))
    return auth(
      ({ username }) => `Check the user "${username}", its password, and the pooler's auth_file.`,
      ["username"],
    )(failure);
  return lost(failure);
}

const byClass: Record<string, Translation> = {
  "08": lost,
  "40": transient("Two transactions were in each other's way; it is tried again."),
  "53": busy,
  "57": transient("The server is stopping or starting; it is tried again."),
  "58": transient("The server met an error of its operating system; it is tried again."),
  "22": config("The data, or an expression of a view, does not allow it: mend it there."),
  P0: config("A trigger or function of the database refused it."),
  "23": config("A constraint of the table refuses the rows: drop the constraint, or choose another table."),
};

function refusedByHba(failure: Failure): ConnectorError {
  const { message } = failure;
  if (/client certificate/i.test(message))
    return auth(
      "The server asks for a client certificate: give one, and its key, in the SSL mode verify-ca or verify-full.",
      clientCertificate,
    )(failure);
  if (/certificate authentication failed/i.test(message))
    return auth(
      ({ username }) =>
        `The client certificate must name the user "${username}" as its common name (CN), or be mapped to it in the server's pg_ident.conf.`,
      clientCertificate,
    )(failure);
  if (/no encryption|SSL off/i.test(message))
    return config(
      'The server wants an encrypted connection: choose the SSL mode "require" or a stricter one.',
      ["ssl_mode"],
    )(failure);
  if (/pg_hba|SSL/i.test(message))
    return auth(
      ({ username, database }) =>
        `The server's pg_hba.conf lets "${username}" into "${database}" from this machine in no way, or only with another SSL mode.`,
    )(failure);
  return auth(({ username }) => `Check the user name "${username}".`, ["username"])(failure);
}

const clientCertificate = ["ssl_mode", "client_certificate"];
const refusedCertificate = auth(
  "The server does not accept the client certificate: it has expired or was revoked, or the server does not know its authority (ssl_ca_file).",
  clientCertificate,
);

const untrusted = config(
  'The server\'s certificate is not from the given authority: paste the CA certificate that signed it, or choose the SSL mode "require".',
  ["ssl_mode", "ca_certificate"],
);

const tlsCodes: Record<string, Translation> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_HAS_EXPIRED: config("The server's certificate has expired: renew it there.", ["ssl_mode"]),
  CERT_NOT_YET_VALID: config("The server's certificate is not yet valid.", ["ssl_mode"]),
  ERR_TLS_CERT_ALTNAME_INVALID: config(
    'The certificate names another host: use that name as the host, or choose the SSL mode "verify-ca".',
    ["host"],
  ),
  EPROTO: config("The TLS handshake failed: check the port and the SSL mode.", ["ssl_mode"]),
};

/** Of our own certificate and key, by the names OpenSSL gives to what is wrong with them. */
const keyCodes: Record<string, Translation> = {
  ERR_OSSL_BAD_DECRYPT: config("The client key does not open with this password.", [
    "ssl_mode",
    "client_key_password",
  ]),
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: config(
    "The client certificate and the client key do not belong together.",
    ["ssl_mode", "client_key"],
  ),
};

function byTlsCode(code: string): Translation | undefined {
  if (tlsCodes[code]) return tlsCodes[code];
  if (keyCodes[code]) return keyCodes[code];
  if (
    /^ERR_SSL_\w+_ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|ACCESS_DENIED)$/.test(
      code,
    )
  )
    return refusedCertificate;
  if (/^ERR_OSSL_.*(PASSWORD|PASSPHRASE|INTERRUPTED_OR_CANCELLED)/.test(code))
    return keyCodes.ERR_OSSL_BAD_DECRYPT;
  if (code.startsWith("ERR_OSSL_") || code === "ERR_INVALID_ARG_VALUE")
    return config("A certificate or key of the SSL mode cannot be read: paste it whole, in PEM form.", [
      "ssl_mode",
    ]);
  return code.startsWith("ERR_SSL_") ? tlsCodes.EPROTO : undefined;
}

function byMessage(message: string): Translation | undefined {
  if (message === noTlsMessage)
    return config('The SSL mode asks for encryption: switch TLS on at the server, or choose "prefer".', [
      "ssl_mode",
    ]);
  if (/establishing an SSL connection/.test(message)) return tlsCodes.EPROTO;
  if (/^SASL: .*password/.test(message))
    return auth(({ username }) => `The server asks for the password of "${username}".`, ["password"]);
  if (message === "timeout expired") return byCode.ETIMEDOUT;
  if (/^Connection terminated|not queryable|Client was closed/.test(message)) return lost;
  return undefined;
}
