import { isIPv6 } from "node:net";

/**
 * The network that stands for a client: an IPv4 address, or the /64 of an IPv6 address, because a household or a server controls a whole
 * /64 (RFC 6177). An IPv4 address that is written as IPv6 (::ffff:192.0.2.1) counts as the IPv4 address.
 */
export const networkOf = (address: string): string => {
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isMapped) return groups.slice(6).flatMap(bytesOf).join(".");
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(":")}::/64`;
};

/** The eight groups of 16 bits, from any spelling of the address (RFC 4291 §2.2). */
const groupsOf = (address: string): number[] => {
  const [bare = ""] = address.split("%");
  const plain = bare.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = [], tail] = plain.split("::").map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = tail ? Array.from({ length: 8 - head.length - tail.length }, () => "0") : [];
  return [...head, ...zeros, ...(tail ?? [])].map((group) => Number.parseInt(group, 16));
};

const bytesOf = (group: number): number[] => [group >> 8, group & 0xff];
