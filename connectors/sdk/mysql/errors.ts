import { AuthError, ConfigError, ConnectorError, RowRefusedError, TransientError } from "../errors";
import type { Refusal } from "../quarantine/refusal";

/** What was going on, for the message. Nothing in it is secret. */
export interface Scene {
  /** As the start of a sentence: "Reading shop.users". */
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

type Hint = string | ((scene: Scene) => string);
type Translation = (failure: Failure) => ConnectorError;

/** What the server answers to one that speaks MySQL's protocol, whatever the driver calls it. */
export class ServerError extends Error {
  override name = "ServerError";
  constructor(
    message: string,
    readonly errno: number,
    readonly sqlState: string,
  ) {
    super(message);
  }
}

/**
 * What MySQL, MariaDB, the network or TLS answered, as an error that tells its reader what to do. The one table for
 * checking, reading and writing. An error that is none of these comes back as it is: it is a bug of ours.
 */
export function translateMySqlError(error: unknown, scene: Scene): Error {
  if (error instanceof ConnectorError) return error;
  if (!(error instanceof Error)) return new Error(String(error), { cause: error });
  const errno = errnoOf(error);
  const name = "code" in error && typeof error.code === "string" ? error.code : "";
  const code = errno > 0 ? String(errno) : name;
  const failure: Failure = { code, message: error.message, scene, options: { cause: error } };
  const translation = byErrno[errno] ?? byCode[name] ?? byTlsCode(name) ?? byMessage(error.message);
  return translation ? translation(failure) : error;
}

/** The server's number for an error; 0 where it is none of the server's. */
export function errnoOf(error: unknown): number {
  const inner = error instanceof ConnectorError ? error.cause : error;
  if (!(inner instanceof Error) || !("errno" in inner)) return 0;
  return typeof inner.errno === "number" && inner.errno > 0 ? inner.errno : 0;
}

/** Answers that are about what a row holds: values (22), constraints (23), and what triggers raise (45). */
const refusalClasses = new Set(["22", "23", "45"]);
/** Those that the standard has no class for: no default, a wrong value, a cut one, no partition, bad JSON, a CHECK, a SIGNAL. */
const refusalNumbers = new Set([1364, 1366, 1265, 1526, 3140, 3819, 4025, 1644]);

/** What the server refused, where `error` (as `translateMySqlError` gave it) came while rows were written; otherwise null. */
export function refusalOf(error: unknown): Refusal | null {
  const errno = errnoOf(error);
  const cause = error instanceof ConnectorError ? error.cause : error;
  if (errno === 0 || !(cause instanceof Error) || !(error instanceof Error)) return null;
  const state = "sqlState" in cause && typeof cause.sqlState === "string" ? cause.sqlState : "";
  if (!refusalNumbers.has(errno) && !refusalClasses.has(state.slice(0, 2))) return null;
  const [, plain, qualified] = /column (?:'([^']+)'|`[^`]+`\.`[^`]+`\.`([^`]+)`)/i.exec(cause.message) ?? [];
  return {
    error: new RowRefusedError(error.message, { cause }),
    reason: `${cause.message} (${errno})`,
    column: plain ?? qualified ?? null,
  };
}

function sentence({ code, message, scene }: Failure, hint: Hint): string {
  const said = message.trim().replace(/[.:]$/, "");
  const named = code && !said.includes(code) ? `${said} (${code})` : said;
  return `${scene.doing} failed: ${named}. ${typeof hint === "string" ? hint : hint(scene)}`;
}

function config(hint: Hint, field?: string[]): Translation {
  return (failure) =>
    new ConfigError(sentence(failure, hint), field ? { ...failure.options, field } : failure.options);
}

function auth(hint: Hint, field?: string[]): Translation {
  return (failure) =>
    new AuthError(sentence(failure, hint), field ? { ...failure.options, field } : failure.options);
}

function transient(hint: Hint): Translation {
  return (failure) => new TransientError(sentence(failure, hint), failure.options);
}

const lost = transient("The connection was lost; it is tried again.");
const busy = transient("The server is short of something it needs; it is tried again.");
const stopping = transient("The statement or the connection was ended by the server; it is tried again.");
const conflict = transient("Two sessions were in each other's way; it is tried again.");
const schemaChanged = config(
  "Something was dropped or renamed, or its type changed: refresh the schema, then run again.",
);
const rights = auth(({ username, grant }) =>
  grant ? `Run as an administrator: ${grant}` : `Grant the user "${username}" the right to it.`,
);
const standby = config(
  "The server takes no writes: it is a replica or set to read only. Connect to the primary instead.",
  ["host"],
);
const tooWide = config(
  "The rows are wider than InnoDB can store: choose fewer fields, or raw normalization, which needs one column for them all.",
);
const data = config("The data, or an expression of a view, does not allow it: mend it there.");
const constraint = config(
  "A constraint of the table refuses the rows: drop the constraint, or choose another table.",
);
const badName = config("Choose another name or namespace for the stream.");
const encrypted = config(
  'The server wants an encrypted connection: choose the SSL mode "required" or a stricter one.',
  ["ssl_mode"],
);

/** By the server's number, which MySQL and MariaDB share where both know the error. */
const byErrno: Record<number, Translation> = {
  1045: auth(({ username }) => `Check the user name "${username}" and its password.`, ["password"]),
  1698: auth(
    ({ username }) => `The user "${username}" cannot sign in with a password: give it one.`,
    ["username"],
  ),
  1044: rights,
  1142: rights,
  1143: rights,
  1227: rights,
  1370: rights,
  1130: auth(
    ({ username }) => `The server lets "${username}" in from no machine like this: create the user for '%'.`,
    ["username"],
  ),
  1129: config("The server has blocked this machine after many failed attempts: run FLUSH HOSTS there."),
  1251: auth(
    "The server asks for a way to sign in that is not known here: use caching_sha2_password or mysql_native_password.",
  ),
  1049: config(({ database }) => `Check the database name "${database}"; capitals may count.`, ["database"]),
  1146: schemaChanged,
  1054: schemaChanged,
  1051: schemaChanged,
  1356: config("The view refers to something that is gone, or that its definer may not read: mend the view."),
  1290: standby,
  1792: standby,
  1836: standby,
  1040: busy,
  1203: busy,
  1226: busy,
  1021: busy,
  1114: transient("The server has no room left for the table or its log; it is tried again."),
  1206: busy,
  1037: busy,
  1038: busy,
  1041: busy,
  1205: transient("Another session holds a lock on it for long; it is tried again."),
  1213: conflict,
  1412: conflict,
  1020: conflict,
  1047: transient("The node is not ready for statements; it is tried again."),
  1053: stopping,
  1077: stopping,
  1079: stopping,
  1152: lost,
  1158: lost,
  1159: lost,
  1160: lost,
  1161: lost,
  1184: lost,
  1317: stopping,
  1927: stopping,
  1969: stopping,
  3024: stopping,
  4031: lost,
  3159: encrypted,
  1153: config("A value or statement is larger than the server's max_allowed_packet: raise it there."),
  1059: badName,
  1102: badName,
  1103: badName,
  1117: tooWide,
  1118: tooWide,
  1071: config("The key is longer than an index can hold: choose another key."),
  1050: config("The name is taken by something that is no table of this kind: drop or rename it."),
  1347: config("The name is taken by something that is no table of this kind: drop or rename it."),
  1115: config("The server does not know utf8mb4: MySQL 8 or MariaDB 10.3 is needed."),
  1193: config("The server does not know a setting: correct sessionVariables, or use a newer server."),
  1231: config("A setting has a value that the server refuses: correct sessionVariables.", [
    "jdbc_url_params",
  ]),
  1048: constraint,
  1062: constraint,
  1364: constraint,
  1451: constraint,
  1452: constraint,
  3819: constraint,
  4025: constraint,
  1644: config("A trigger or function of the database refused it."),
  1242: data,
  1264: data,
  1292: data,
  1365: data,
  1366: data,
  1406: data,
  1690: data,
};

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
  PROTOCOL_CONNECTION_LOST: lost,
  HANDSHAKE_NO_SSL_SUPPORT: config(
    'The SSL mode asks for encryption, which the server does not offer: switch TLS on there, or choose "preferred".',
    ["ssl_mode"],
  ),
  HANDSHAKE_SSL_ERROR: (failure) => refusedHandshake(failure),
  AUTH_SWITCH_PLUGIN_ERROR: auth(
    "The server asks for a way to sign in that is not known here: use caching_sha2_password or mysql_native_password.",
  ),
};

const untrusted = config(
  'The server\'s certificate is not from the given authority: paste the CA certificate that signed it, or choose the SSL mode "required".',
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
    'The certificate names another host: use that name as the host, or choose the SSL mode "Verify CA".',
    ["host"],
  ),
  EPROTO: config("The TLS handshake failed: check the port and the SSL mode.", ["ssl_mode"]),
};

/** The driver puts its own code over the one of TLS; the words are left. */
function refusedHandshake(failure: Failure): ConnectorError {
  const { message } = failure;
  const known =
    Object.entries(tlsWords).find(([word]) => message.toLowerCase().includes(word))?.[1] ?? "EPROTO";
  return (tlsCodes[known] ?? untrusted)(failure);
}

const tlsWords: Record<string, string> = {
  "does not match certificate": "ERR_TLS_CERT_ALTNAME_INVALID",
  "has expired": "CERT_HAS_EXPIRED",
  "not yet valid": "CERT_NOT_YET_VALID",
  "self-signed": "SELF_SIGNED_CERT_IN_CHAIN",
  "self signed": "SELF_SIGNED_CERT_IN_CHAIN",
  "unable to": "UNABLE_TO_GET_ISSUER_CERT",
  "signature failure": "CERT_SIGNATURE_FAILURE",
};

function byTlsCode(code: string): Translation | undefined {
  if (tlsCodes[code]) return tlsCodes[code];
  if (code.startsWith("ERR_OSSL_") || code === "ERR_INVALID_ARG_VALUE")
    return config("A certificate or key of the SSL mode cannot be read: paste it whole, in PEM form.", [
      "ssl_mode",
    ]);
  return code.startsWith("ERR_SSL_") ? tlsCodes.EPROTO : undefined;
}

function byMessage(message: string): Translation | undefined {
  return /closed state|Connection lost|packets out of order/i.test(message) ? lost : undefined;
}
