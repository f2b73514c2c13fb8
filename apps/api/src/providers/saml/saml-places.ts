import { isDeepStrictEqual } from 'node:util';
import type { FieldChange, SamlConfig } from 'wardkeep/contracts';
import { fingerprint } from '../provider-rules.js';
import { certificateOf } from './certificates.js';
import type { SamlPlaces } from './saml-metadata.repository.js';

const MOST_CERTIFICATES = 4;

/** One that was stored before there was a choice has no binding. */
type Places = Omit<Pick<SamlConfig, keyof SamlPlaces>, 'ssoBinding'> & Partial<Pick<SamlConfig, 'ssoBinding'>>;

/** Those of a configuration or of metadata, without what else they say. */
export function placesOf({ entityId, ssoUrl, ssoBinding, sloUrl, certificates }: SamlPlaces): SamlPlaces {
  return { entityId, ssoUrl, ssoBinding, sloUrl, certificates };
}

export function sameAs(one: Places, other: Places): boolean {
  return changesBetween(one, other).length === 0;
}

/** As every tool prints it, so that it can be compared with what the provider shows. */
export function fingerprintOf(pem: string): string {
  return certificateOf(pem)?.fingerprint256 ?? fingerprint(pem);
}

/** Certificates are a set, told by their fingerprints. */
export function changesBetween(before: Places, after: Places): FieldChange[] {
  const [old, now] = [facts(before), facts(after)];
  return Object.keys(old)
    .filter((field) => !isDeepStrictEqual(old[field], now[field]))
    .map((field) => ({ field: `config.${field}`, before: old[field], after: now[field] }));
}

/** New certificates come beside those that are used; with none new, those that are gone go. */
export function mergedPlaces(current: Places, pending: SamlPlaces): SamlPlaces {
  const isNew = pending.certificates.some((pem) => !current.certificates.includes(pem));
  if (!isNew) return pending;
  const both = [...new Set([...pending.certificates, ...current.certificates])].slice(0, MOST_CERTIFICATES);
  return { ...pending, certificates: both };
}

function facts({ certificates, ...places }: Places): Readonly<Record<string, string | null | string[]>> {
  const { entityId, ssoUrl, ssoBinding = 'redirect', sloUrl } = places;
  return { entityId, ssoUrl, ssoBinding, sloUrl, certificates: certificates.map(fingerprintOf).sort() };
}
