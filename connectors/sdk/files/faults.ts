import { ConfigError, ConnectorError, TransientError } from "../errors";

const certificateCodes = /^(CERT_|ERR_TLS_|DEPTH_ZERO_SELF|SELF_SIGNED|UNABLE_TO_(GET|VERIFY))/;

/** What fetch throws, as the SDK's errors. */
export function connectionFault(
  error: unknown,
  { host, label, field }: { host: string; label: string; field: string[] },
): unknown {
  if (error instanceof ConnectorError) return error;
  const cause = rootOf(error);
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const says = cause instanceof Error ? cause.message : String(cause);
  const options = { cause: error, field };
  if (code === "ENOTFOUND") {
    return new ConfigError(`There is no host "${host}". Look for a typing error.`, options);
  }
  if (certificateCodes.test(code)) {
    return new ConfigError(`The certificate of ${label} is not trusted (${says}).`, options);
  }
  if (/redirect|scheme|bad port/i.test(says)) {
    return new ConfigError(`${label} leads nowhere that may be read (${says}).`, options);
  }
  return new TransientError(`${label} cannot be reached (${says}). Is the server up?`, options);
}

/** `fetch failed` says nothing; what lies under it does. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && root.cause !== undefined) root = root.cause;
  if (root instanceof AggregateError) return root.errors[0] as unknown;
  return root;
}
