import { UsageError } from "../usage-error";

/** A URI in its parts, percent-decoded. Passwords may hold "@" and ":" as they are; "/" and "?" must be encoded. */
export interface UriParts {
  scheme: string;
  username: string | null;
  password: string | null;
  /** Without the brackets of an IPv6 address; empty where none is named. */
  host: string;
  port: number | null;
  /** With its leading slash; empty where there is none. */
  path: string;
  query: Map<string, string>;
}

const pattern = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s;

export function splitUri(uri: string): UriParts {
  const match = pattern.exec(uri);
  if (!match) {
    // Not shown: whatever it is, it may hold a password.
    throw new UsageError("This is no URI. Write for example postgres://user@host:5432/database.");
  }
  const [, scheme = "", authority = "", path = "", query = ""] = match;
  const at = authority.lastIndexOf("@");
  const user = at < 0 ? null : authority.slice(0, at);
  const colon = user?.indexOf(":") ?? -1;
  return {
    scheme: scheme.toLowerCase(),
    username: user === null ? null : decode(colon < 0 ? user : user.slice(0, colon), "user name"),
    password: user === null || colon < 0 ? null : decode(user.slice(colon + 1), "password"),
    ...splitHost(authority.slice(at + 1)),
    path: decode(path, "path"),
    query: new Map(new URLSearchParams(query)),
  };
}

function splitHost(text: string): { host: string; port: number | null } {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(text);
  if (!match) {
    throw new UsageError(
      `${text} is no host. An IPv6 address stands in brackets: [::1]:5432; and "/" or "?" in a password is written %2F or %3F.`,
    );
  }
  const [, inBrackets, plain = "", port] = match;
  return { host: decode(inBrackets ?? plain, "host"), port: port ? portOf(port) : null };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(
    `A port is a number up to 65535. If what follows the last ":" is part of a password, write "/" in it as %2F and "?" as %3F.`,
  );
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError(
      `The ${what} of the URI has a "%" that begins no percent-encoding. Write it as %25.`,
    );
  }
}
