import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { ConfigError, TransientError } from "@/connectors/sdk";
import { isLinkLocal, isPrivate } from "@/lib/network/addresses";

const maxRedirects = 10;

/**
 * fetch for connectors: http and https only, redirects followed one by one so that each target is looked at, no
 * link-local address ever, private ones only where the installation allows them.
 */
export function createGuardedFetch(allowPrivateNetwork: boolean): typeof fetch {
  return async (input, init) => {
    let request = new Request(input, init);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      await guard(new URL(request.url), allowPrivateNetwork);
      const response = await fetch(request, { redirect: "manual" });
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

async function guard(url: URL, allowPrivateNetwork: boolean): Promise<void> {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new ConfigError(`${url.href} is not an http or https address.`);
  }
  for (const address of await addressesOf(url.hostname.replace(/^\[|\]$/g, ""))) {
    if (isLinkLocal(address)) {
      throw new ConfigError(
        `${url.hostname} is the link-local address ${address}, which connectors may not reach.`,
      );
    }
    if (!allowPrivateNetwork && isPrivate(address)) {
      throw new ConfigError(
        `${url.hostname} is the private address ${address}. This installation does not let connectors reach private addresses (SLUICE_ALLOW_PRIVATE_NETWORK=0).`,
      );
    }
  }
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host)) return [host];
  try {
    return (await lookup(host, { all: true })).map((entry) => entry.address);
  } catch (cause) {
    throw new TransientError(
      `The host ${host} cannot be found (${codeOf(cause)}). Check its name, and that DNS works here.`,
      { cause },
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
