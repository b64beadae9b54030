import { isIP } from "node:net";

/**
 * Whom to hold responsible for failed sign-ins. The last hop named in X-Forwarded-For is the one that our own
 * server (front-door.ts) or the proxy in front of it has seen; what stands before it is the client's claim. IPv6 addresses count
 * by their /64 network, which is what one subscriber has.
 */
export function clientAddress(headers: { get(name: string): string | null }): string | undefined {
  const hops = headers.get("x-forwarded-for")?.split(",") ?? [];
  const last = hops.at(-1)?.trim() ?? "";
  const address = last.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^::ffff:(?=\d+\.)/i, "");
  const withoutPort = isIP(address) === 0 ? address.replace(/:\d+$/, "") : address;
  switch (isIP(withoutPort)) {
    case 4:
      return withoutPort;
    case 6:
      return network64(withoutPort);
    default:
      return undefined;
  }
}

function network64(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("%", 1).join("").split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => "0"), ...after];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
