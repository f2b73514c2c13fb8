import { BlockList, isIP } from 'node:net';

export type AddressRange = readonly [network: string, prefix: number];

const NEVER_IPV4: readonly AddressRange[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['224.0.0.0', 3],
];

/**
 * Nothing that people would name on purpose: metadata services of clouds, this very machine, everybody at once; also as
 * the IPv6 addresses that a gateway makes IPv4 ones of again (NAT64, 6to4). What a network of its own for NAT64
 * (64:ff9b:1::/48) makes of one nobody can tell.
 */
export const NEVER: readonly AddressRange[] = [
  ...NEVER_IPV4,
  ...NEVER_IPV4.map(([network, prefix]): AddressRange => [`64:ff9b::${network}`, 96 + prefix]),
  ...NEVER_IPV4.map(([network, prefix]): AddressRange => [`2002:${inHex(network)}::`, 16 + prefix]),
  ['64:ff9b:1::', 48],
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['ff00::', 8],
];

export function addressListOf(ranges: readonly AddressRange[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

function inHex(address: string): string {
  const hex = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return `${hex.slice(0, 2).join('')}:${hex.slice(2).join('')}`;
}
