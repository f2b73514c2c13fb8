import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { isIP, type BlockList } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { addressListOf, NEVER, type AddressRange } from './never-addresses.js';
import { OutgoingProblem, type OutgoingFault } from './outgoing-problem.js';

/** Not reachable from elsewhere, or another address in disguise. */
const PRIVATE: readonly AddressRange[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['::1', 128],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fec0::', 10],
];

const PORT = { 'http:': 80, 'https:': 443 } as const;

export type OutgoingTarget = {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
  /** The only ones that may be connected to: a second look-up could say something else. */
  readonly addresses: readonly LookupAddress[];
};

type Allowed = Pick<Config, 'allowPrivateNetworks' | 'allowedNetworks'>;

/** Where Wardkeep may be led by an address that somebody typed, or that a document from outside names. */
@Injectable()
export class OutgoingGuard {
  private readonly never = addressListOf(NEVER);
  private readonly closed = addressListOf([...NEVER, ...PRIVATE]);
  private readonly allowed: BlockList;
  private readonly allowsPrivate: boolean;

  constructor(@Inject(Config) { allowPrivateNetworks, allowedNetworks }: Allowed) {
    this.allowsPrivate = allowPrivateNetworks;
    this.allowed = addressListOf(allowedNetworks.map(rangeOf));
  }

  /** What is wrong with an address as it is written, before any name is looked up; null: nothing. */
  faultOf(address: string): OutgoingFault | null {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (!url || !isWeb(url.protocol) || url.username !== '' || url.password !== '') return 'no-address';
    const host = hostOf(url);
    const family = isIP(host);
    if (family !== 0) return this.faultOfAddress(url, { address: host, family });
    if (/(?:^|\.)localhost\.?$/i.test(host)) return this.faultOfAddress(url, { address: '127.0.0.1', family: 4 });
    return url.protocol === 'http:' && !this.allowsAny ? 'https-required' : null;
  }

  /** The addresses of the host that may be connected to. */
  async resolve(address: string): Promise<OutgoingTarget> {
    const fault = this.faultOf(address);
    if (fault) throw new OutgoingProblem(fault, WORDS[fault](address));
    const url = new URL(address);
    const host = hostOf(url);
    const family = isIP(host);
    const found = family === 0 ? await lookedUp(host) : [{ address: host, family }];
    const addresses = found.filter((each) => this.faultOfAddress(url, each) === null);
    const [first] = found;
    if (addresses.length === 0) {
      const because = (first && this.faultOfAddress(url, first)) ?? 'forbidden-address';
      const shown = found.map((each) => each.address).join(', ');
      throw new OutgoingProblem(because, WORDS[because](`${host} (${shown})`));
    }
    return { url, host, port: Number(url.port) || PORT[url.protocol as keyof typeof PORT], addresses };
  }

  private faultOfAddress({ protocol }: URL, address: LookupAddress): OutgoingFault | null {
    const family = address.family === 6 ? 'ipv6' : 'ipv4';
    if (this.allowed.check(address.address, family)) return null;
    const isClosed = this.closed.check(address.address, family);
    const isOpened = isClosed && this.allowsPrivate && !this.never.check(address.address, family);
    if (isClosed && !isOpened) return 'forbidden-address';
    return protocol === 'https:' || isOpened ? null : 'https-required';
  }

  private get allowsAny(): boolean {
    return this.allowsPrivate || this.allowed.rules.length > 0;
  }
}

const WORDS: Readonly<Record<OutgoingFault, (what: string) => string>> = {
  'no-address': (what) => `${what} is no web address`,
  'https-required': (what) => `${what} is asked over https only`,
  'forbidden-address': (what) => `${what} is an address that Wardkeep may not be led to; see allowedNetworks`,
  'unknown-name': (what) => `The name ${what} is not known; check its spelling and the DNS server`,
  unreachable: (what) => `${what} can not be reached`,
  late: (what) => `${what} did not answer in time`,
  redirected: (what) => `${what} leads elsewhere`,
  'too-large': (what) => `${what} answered too much`,
};

async function lookedUp(host: string): Promise<readonly LookupAddress[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  if (found.length === 0) throw new OutgoingProblem('unknown-name', WORDS['unknown-name'](host));
  return found;
}

function isWeb(protocol: string): protocol is keyof typeof PORT {
  return Object.hasOwn(PORT, protocol);
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function rangeOf(network: string): AddressRange {
  const [address = '', prefix = ''] = network.split('/');
  return [address, Number(prefix)];
}
