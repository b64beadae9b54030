import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { ConfigError, ConnectorError, TransientError } from "@/connectors/sdk";
import { isMetadataService, isPrivate } from "@/lib/network/addresses";

const maxRedirects = 10;

/**
 * fetch for connectors: http and https only, redirects followed one by one so that each target is looked at, no metadata
 * service of a cloud ever, private addresses only where the installation allows them. A name is resolved once for each
 * connection, and what was found allowed is what is connected to: no later answer of its name server is asked for.
 */
export function createGuardedFetch(allowPrivateNetwork: boolean, resolve = resolveHost): typeof fetch {
  let dispatcher: object | undefined;
  return async (input, init) => {
    let request = new Request(input, init);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const url = new URL(request.url);
      requireHttp(url);
      const literal = url.hostname.replace(/^\[|\]$/g, "");
      if (isIP(literal)) requireAllowed(literal, [literal], allowPrivateNetwork);
      dispatcher ??= createDispatcher(pinned(allowPrivateNetwork, resolve));
      // The option is Node's own, and in no type of the platform.
      const options: RequestInit & { dispatcher: object } = { redirect: "manual", dispatcher };
      const response = await fetch(request, options).catch(asGuarded);
      const location = response.headers.get("location");
      if (response.status < 300 || response.status > 399 || location === null || init?.redirect === "manual")
        return response;
      await response.body?.cancel();
      request = redirected(request, response.status, new URL(location, request.url));
    }
    throw new ConfigError(
      `${request.url} redirects more than ${maxRedirects} times. Give the address it ends at.`,
    );
  };
}

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

/** As the machine resolves names. */
export const resolveHost: Resolve = (host) =>
  new Promise((resolve, reject) =>
    lookup(host, { all: true }, (error, found) => (error ? reject(error) : resolve(found))),
  );

/** How a socket finds its address: every address of the name must be allowed, and it gets no others. */
function pinned(allowPrivateNetwork: boolean, resolve: Resolve): LookupFunction {
  return (host, { all }, callback) => {
    findAllowed(host, allowPrivateNetwork, resolve).then(
      (found) => {
        const [first] = found;
        if (all) callback(null, found);
        else callback(null, first?.address ?? "", first?.family);
      },
      (error: Error) => callback(error, all ? [] : ""),
    );
  };
}

/** The addresses of a host, for whoever connects to them himself. ConfigError where one of them is not allowed. */
export async function findAllowed(host: string, allowPrivateNetwork: boolean, resolve: Resolve) {
  const found = await resolve(host).catch((cause: unknown) => {
    throw new TransientError(
      `The host ${host} cannot be found (${codeOf(cause)}). Check its name, and that DNS works here.`,
      { cause },
    );
  });
  requireAllowed(
    host,
    found.map(({ address }) => address),
    allowPrivateNetwork,
  );
  return found;
}

/** Node's fetch goes through an object whose class it does not export: another one of the class that is at work. */
function createDispatcher(lookup: LookupFunction): object {
  const atWork = (globalThis as Record<symbol, unknown>)[Symbol.for("undici.globalDispatcher.1")];
  if (atWork === null || typeof atWork !== "object")
    throw new Error(
      "This version of Node has another fetch than the one whose connections are guarded here.",
    );
  const Dispatcher = atWork.constructor as new (options: object) => object;
  return new Dispatcher({ connect: { lookup } });
}

/** What was refused while connecting comes wrapped as a failure of fetch. */
function asGuarded(error: unknown): never {
  for (let inner = error; inner instanceof Error; inner = inner.cause)
    if (inner instanceof ConnectorError) throw inner;
  throw error;
}

function redirected(request: Request, status: number, target: URL): Request {
  const headers = new Headers(request.headers);
  if (new URL(request.url).origin !== target.origin) {
    for (const name of ["authorization", "cookie", "proxy-authorization"]) headers.delete(name);
  }
  const method =
    status === 303 || ((status === 301 || status === 302) && request.method === "POST")
      ? "GET"
      : request.method;
  if (method !== "GET" && method !== "HEAD") {
    throw new ConfigError(
      `${request.url} answers a ${request.method} with a redirect to ${target.href}. Give that address instead.`,
    );
  }
  return new Request(target, { method, headers, signal: request.signal });
}

function requireHttp(url: URL): void {
  if (url.protocol === "http:" || url.protocol === "https:") return;
  throw new ConfigError(`${url.href} is not an http or https address.`);
}

function requireAllowed(host: string, addresses: string[], allowPrivateNetwork: boolean): void {
  for (const address of addresses) {
    if (isMetadataService(address))
      throw new ConfigError(
        `${host} is ${address}, an address of this machine's cloud or local link, which connectors may not reach.`,
      );
    if (!allowPrivateNetwork && isPrivate(address))
      throw new ConfigError(
        `${host} is the private address ${address}. This installation does not let connectors reach private addresses (SLUICE_ALLOW_PRIVATE_NETWORK=0).`,
      );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
