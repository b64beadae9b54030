import { ConfigError } from "../errors";

export interface BrokerAddress {
  host: string;
  port: number;
  isTls: boolean;
}

const schemes: Record<string, { isTls: boolean; port: number }> = {
  pulsar: { isTls: false, port: 6650 },
  "pulsar+ssl": { isTls: true, port: 6651 },
};
/** A name, an IPv4 address or an IPv6 address in brackets; a port or none. */
const hostPattern = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;

/** The hosts of `pulsar://host:port,host:port` or `pulsar+ssl://…`, at least one. ConfigError where it is neither. */
export function parseServiceUrl(serviceUrl: string): [BrokerAddress, ...BrokerAddress[]] {
  const [, scheme = "", rest = ""] = /^([a-z+]+):\/\/([^/?#]+)\/?$/.exec(serviceUrl.trim()) ?? [];
  const known = schemes[scheme];
  const [first, ...others] = rest.split(",");
  if (!known || !first) throw refusal(serviceUrl);
  const parse = (text: string) => parseHost(text.trim(), known) ?? fail(serviceUrl);
  return [parse(first), ...others.map(parse)];
}

/** Whether it is the address of a WebSocket interface, and not of the binary protocol. */
export function isWebSocketUrl(serviceUrl: string): boolean {
  return /^wss?:\/\//i.test(serviceUrl.trim());
}

/** The admin interface behind the same port: http for ws, https for wss. */
export function adminUrlBehind(webSocketUrl: string): string {
  return webSocketUrl.trim().replace(/^ws/i, "http");
}

/** "host:port", as messages and the protocol's proxies name a broker. */
export function hostAndPort({ host, port }: BrokerAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function parseHost(text: string, scheme: { isTls: boolean; port: number }): BrokerAddress | null {
  const [, host, digits] = hostPattern.exec(text) ?? [];
  const port = digits === undefined ? scheme.port : Number(digits);
  if (host === undefined || port < 1 || port > 65_535) return null;
  return { host: host.replace(/^\[|\]$/g, ""), port, isTls: scheme.isTls };
}

function fail(serviceUrl: string): never {
  throw refusal(serviceUrl);
}

function refusal(serviceUrl: string): ConfigError {
  return new ConfigError(
    `"${serviceUrl}" is no address of a broker: write pulsar://host:port or pulsar+ssl://host:port, several hosts with commas between.`,
  );
}
