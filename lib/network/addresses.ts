import { BlockList, isIP } from "node:net";

/** Where clouds tell a machine its credentials, and the like: 169.254/16 and what else they have put aside for it. */
const metadata = listOf(
  [
    ["169.254.0.0", 16],
    ["100.100.100.200", 32], // Alibaba Cloud
    ["192.0.0.192", 32], // Oracle Cloud
    ["168.63.129.16", 32], // Azure
  ],
  [
    ["fe80::", 10],
    ["fd00:ec2::", 32], // Amazon
    ["fd20:ce::254", 128], // Google Cloud
  ],
);

const privateNetwork = listOf(
  [
    ["10.0.0.0", 8],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
    ["127.0.0.0", 8],
    ["0.0.0.0", 8],
    ["100.64.0.0", 10],
    ["192.0.0.0", 24],
    ["198.18.0.0", 15],
    ["224.0.0.0", 3],
  ],
  [
    ["::1", 128],
    ["::", 128],
    ["fc00::", 7],
    ["fec0::", 10],
    ["ff00::", 8],
    ["64:ff9b:1::", 48],
  ],
);

/** Prefixes of IPv6 addresses that lead to an IPv4 address inside them, with the place of its first group. */
const embedding = [
  { prefix: /^64:ff9b:0:0:0:0:/, at: 6 }, // NAT64, RFC 6052
  { prefix: /^2002:/, at: 1 }, // 6to4, RFC 3056
  { prefix: /^0:0:0:0:0:0:/, at: 6 }, // IPv4-compatible, RFC 4291
];

/** Addresses of clouds' metadata services and the like: never a place to read data from. */
export function isMetadataService(address: string): boolean {
  return isIn(metadata, address);
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
  if (version !== 6) return version === 4 && list.check(address, "ipv4");
  const inside = ipv4Inside(address);
  return list.check(address, "ipv6") || (inside !== null && list.check(inside, "ipv4"));
}

function ipv4Inside(address: string): string | null {
  const groups = groupsOf(address);
  const found = embedding.find(({ prefix }) =>
    prefix.test(groups.map((group) => group.toString(16)).join(":")),
  );
  if (!found) return null;
  const [high = 0, low = 0] = groups.slice(found.at, found.at + 2);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}

/** The eight groups of an IPv6 address, as a URL writes it: shortest, without a dotted end. */
function groupsOf(address: string): number[] {
  const host = new URL(`http://[${address.split("%")[0] ?? ""}]`).hostname.slice(1, -1);
  const [head = "", tail] = host.split("::");
  const parse = (part: string) => (part === "" ? [] : part.split(":").map((group) => parseInt(group, 16)));
  if (tail === undefined) return parse(head);
  const [before, after] = [parse(head), parse(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
