import { BlockList, isIP } from "node:net";

const linkLocal = listOf([["169.254.0.0", 16]], [["fe80::", 10]]);

const privateNetwork = listOf(
  [
    ["10.0.0.0", 8],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
    ["127.0.0.0", 8],
    ["0.0.0.0", 8],
    ["100.64.0.0", 10],
  ],
  [
    ["::1", 128],
    ["fc00::", 7],
    ["::", 128],
  ],
);

/** Addresses of clouds' metadata services and the like: never a place to read data from. */
export function isLinkLocal(address: string): boolean {
  return isIn(linkLocal, address);
}

/** This machine, or one that only a network of one's own can reach. */
export function isPrivate(address: string): boolean {
  return isIn(privateNetwork, address);
}

type Subnets = (readonly [network: string, prefix: number])[];

function listOf(ipv4: Subnets, ipv6: Subnets): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ipv4) list.addSubnet(network, prefix, "ipv4");
  for (const [network, prefix] of ipv6) list.addSubnet(network, prefix, "ipv6");
  return list;
}

/** An IPv4 address in IPv6's clothes counts as what it is. */
function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}
